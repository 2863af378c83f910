package dev.ringfence.gateway.boot;

import dev.ringfence.client.ClientConfig;
import dev.ringfence.client.RingfenceClient;
import dev.ringfence.gateway.cli.AccessOptions;
import dev.ringfence.gateway.cli.ExitCode;
import dev.ringfence.journal.tape.Tape;
import dev.ringfence.journal.tape.TapeConfig;
import dev.ringfence.journal.tape.TapeLibrary;
import dev.ringfence.snapshotter.progress.ConsoleProgress;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.replay.Replay;
import dev.ringfence.snapshotter.replay.ReplayReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the command tape again. */
@Command(
    name = "replay",
    description = "Run the command tape again and compare every answer.",
    footer = {
      "",
      "Without an option that names a database it begins with an empty engine, which needs a tape from",
      "the first batch on. --into-database writes; stop every engine first. It takes what the database",
      "lacks from the tape, commits it as the engine did, and does nothing the second time.",
      "",
      "Exit codes: 0 all as it was, 1 something differs or is missing, 2 wrong usage, 3 no answer."
    })
final class ReplayCommand implements Callable<Integer> {
  /** Where a dev keeps its tape, in its folder. */
  static final String FOLDER = "tape";

  /** To salvage removes nothing. */
  private static final int AGE_DAYS = 36_500;

  private static final long MILLIS_PER_SECOND = 1_000;

  @Spec private CommandSpec spec;
  @Mixin private DatabaseOptions options;

  @Option(
      names = "--tape",
      paramLabel = "DIR",
      description = {
        "Where the tape is; repeat it for every process that had shards",
        "(default: the tape in --data)."
      })
  private List<Path> tapes = List.of();

  @Option(
      names = "--until",
      paramLabel = "BATCH",
      description = "The last batch of each shard that is run (default: the last there is).")
  private long until = Long.MAX_VALUE;

  @ArgGroup private Start start = new Start();
  @Mixin private AccessOptions access;

  @Option(
      names = "--speed",
      paramLabel = "1|max",
      defaultValue = "max",
      description = "With --target: as fast as then, or as fast as it goes (default: max).")
  private Speed speed;

  @Option(
      names = "--new-ids",
      paramLabel = "PREFIX",
      defaultValue = "",
      description = {
        "With --target: put this before the ids of requests and orders, as a server that has",
        "them gives the first answer again."
      })
  private String newIds;

  /** How fast a target is asked. */
  enum Speed {
    ORIGINAL("1"),
    MAX("max");

    private final String label;

    Speed(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /** Where it begins, and where it leads to. */
  static final class Start {
    @Option(names = "--from-database", description = "Begin with what the database has.")
    private boolean from;

    @Option(
        names = "--against-database",
        description = "Run up to where the database is, and compare the state hashes.")
    private boolean against;

    @Option(
        names = "--into-database",
        description = "Bring a database that was restored from a backup up to the end of the tape.")
    private boolean into;

    @Option(
        names = "--target",
        paramLabel = "HOST:PORT",
        description = "Ask this server for everything on the tape, as a load test.")
    private String target;
  }

  @Override
  public Integer call() throws Exception {
    List<Path> folders = tapes.isEmpty() ? List.of(options.data().resolve(FOLDER)) : tapes;
    if (start.target != null) {
      return load(TapeLibrary.open(folders));
    }
    if (start.into) {
      for (Path folder : folders) {
        Tape.salvage(
            TapeConfig.of(folder, Long.MAX_VALUE, Duration.ofDays(AGE_DAYS)),
            TapeLibrary.open(List.of(folder)));
      }
    }
    Replay replay = new Replay(TapeLibrary.open(folders), until, ConsoleProgress.onStandardError());
    if (start.from) {
      return options.run(System.getenv(), database -> tell(replay.fromDatabase(database)));
    }
    if (start.against) {
      return options.run(System.getenv(), database -> tell(replay.againstDatabase(database)));
    }
    if (start.into) {
      return options.run(System.getenv(), database -> tell(replay.intoDatabase(database)));
    }
    return tell(replay.fromEmpty());
  }

  private int load(TapeLibrary library) throws Exception {
    ClientConfig config =
        ClientConfig.to(start.target)
            .withCredentials(access.channelCredentials())
            .withToken(access.token(start.target).orElse(""))
            // The options have seen to it that a token stays private.
            .withPlaintextAllowed(true);
    Progress progress = ConsoleProgress.onStandardError();
    long beganNanos = System.nanoTime();
    try (RingfenceClient client = RingfenceClient.connect(config)) {
      progress.started("Asking again", 0);
      Map<String, Integer> counts =
          new TapeLoad(library, client, speed == Speed.ORIGINAL, newIds, progress).run();
      progress.finished();
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
      long commands = counts.values().stream().mapToLong(Integer::longValue).sum();
      PrintWriter out = spec.commandLine().getOut();
      counts.forEach((answer, count) -> out.printf("%,12d  %s%n", count, answer));
      out.printf(
          "%d commands in %d ms (%d/s)%n",
          commands, millis, commands * MILLIS_PER_SECOND / Math.max(1, millis));
      out.flush();
      return counts.containsKey("unknown") || counts.containsKey("not done")
          ? ExitCode.NO_ANSWER
          : ExitCode.GOOD;
    }
  }

  private int tell(ReplayReport report) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(report.render());
    out.flush();
    return report.exitCode();
  }
}
