package dev.ringfence.gateway.boot;

import dev.ringfence.client.RingfenceClient;
import dev.ringfence.gateway.cli.AccessOptions;
import dev.ringfence.gateway.cli.ExitCode;
import dev.ringfence.journal.Database;
import dev.ringfence.journal.tape.Tape;
import dev.ringfence.journal.tape.TapeConfig;
import dev.ringfence.journal.tape.TapeException;
import dev.ringfence.journal.tape.TapeInUseException;
import dev.ringfence.journal.tape.TapeLibrary;
import dev.ringfence.snapshotter.progress.ConsoleProgress;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.replay.Replay;
import dev.ringfence.snapshotter.replay.ReplayReport;
import dev.ringfence.snapshotter.replay.ReplayScope;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the command tape again. */
@Command(
    name = "replay",
    description = "Run the command tape again and compare every answer.",
    footer = {
      "",
      "Without an option that names a database it begins with an empty engine, which needs"
          + " a tape from the first batch on. --into-database writes; stop every engine first."
          + " It takes what the database lacks from the tape, commits it as the engine did, and"
          + " does nothing the second time.",
      "",
      "After PostgreSQL was lost, in this order: stop every engine; restore the backup; on"
          + " each machine that had one, run replay --tape DIR once, which writes down what a"
          + " killed process left in memory; then replay --into-database with --tape for all of"
          + " these folders; start the engines. A gap, damage or a second history is found"
          + " before anything is written to that shard.",
      "",
      "With --target another server may well decide otherwise: it is told how many, and is"
          + " no fault.",
      "",
      "Exit codes: 0 all as it was, 1 something differs or is missing, 2 wrong usage or a"
          + " tape that does not go with it, 3 a server gives no answer."
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
      description =
          "Where the tape is; repeat it for every process that had shards (default: the tape"
              + " in --data).")
  private List<Path> tapes = List.of();

  @Option(
      names = "--until",
      paramLabel = "BATCH",
      description = "The last batch of each shard that is run (default: the last there is).")
  private long until = Long.MAX_VALUE;

  @Option(
      names = "--account",
      paramLabel = "ID",
      description =
          "Only the shard of this account, and print what the account asked and was told; with"
              + " --target ask only for that again.")
  private Optional<Long> account = Optional.empty();

  @ArgGroup private Start start = new Start();
  @Mixin private AccessOptions access;

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

    @ArgGroup(exclusive = false)
    private TargetOptions target;
  }

  @Override
  public Integer call() throws Exception {
    if (start.into && account.isPresent()) {
      throw new ParameterException(
          spec.commandLine(),
          "--account shows what one account asked; batches go into a database as a whole, so"
              + " --into-database can't be with it");
    }
    List<Path> folders =
        tapes.isEmpty()
            ? List.of(options.servers(System.getenv()).folder().resolve(FOLDER))
            : tapes;
    if (start.target != null) {
      return load(folders);
    }
    salvage(folders);
    TapeLibrary library = TapeLibrary.open(folders);
    Replay replay =
        new Replay(
            library,
            new ReplayScope(until, onlyAccount(), this::print),
            ConsoleProgress.onStandardError());
    if (start.from) {
      return onDatabase(replay::fromDatabase);
    }
    if (start.against) {
      return onDatabase(replay::againstDatabase);
    }
    if (start.into) {
      return onDatabase(replay::intoDatabase);
    }
    return tell(replay.fromEmpty());
  }

  /** A replay that needs a database. */
  private interface DatabaseReplay {
    ReplayReport run(Database database) throws Exception;
  }

  private int onDatabase(DatabaseReplay replay) throws Exception {
    return options.run(System.getenv(), database -> tell(replay.run(database)));
  }

  /** What a killed process had not written yet is read with the rest. */
  private void salvage(List<Path> folders) throws IOException {
    for (Path folder : folders) {
      TapeLibrary library = TapeLibrary.open(List.of(folder));
      try {
        Tape.salvage(TapeConfig.of(folder, Long.MAX_VALUE, Duration.ofDays(AGE_DAYS)), library);
      } catch (TapeInUseException lives) {
        if (start.into) {
          throw new TapeException(
              "A process that lives writes the tape in "
                  + folder
                  + ": stop every engine first. Nothing was written.",
              lives);
        }
        spec.commandLine()
            .getErr()
            .println(
                "A process that lives writes the tape in "
                    + folder
                    + ": what it writes from now on may be left out");
      }
    }
  }

  private int load(List<Path> folders) throws Exception {
    Progress progress = ConsoleProgress.onStandardError();
    long beganNanos = System.nanoTime();
    try (RingfenceClient client = connect()) {
      TapeLibrary library = TapeLibrary.open(folders);
      progress.started("Asking again", 0);
      TapeLoad load =
          new TapeLoad(
              library,
              client,
              start.target.isAtOriginalSpeed(),
              start.target.newIds(),
              onlyAccount(),
              until,
              progress);
      Map<String, Integer> counts = load.run();
      progress.finished();
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
      long commands = counts.values().stream().mapToLong(Integer::longValue).sum();
      counts.forEach((answer, count) -> print("%,12d  %s".formatted(count, answer)));
      load.reasons().forEach(reason -> print("not done, as: " + reason));
      print(
          "%d commands in %d ms (%d/s)"
              .formatted(commands, millis, commands * MILLIS_PER_SECOND / Math.max(1, millis)));
      return counts.containsKey(TapeLoad.UNKNOWN) || counts.containsKey(TapeLoad.NOT_DONE)
          ? ExitCode.NO_ANSWER
          : ExitCode.GOOD;
    }
  }

  private RingfenceClient connect() {
    try {
      return RingfenceClient.connect(access.clientConfig(start.target.address()));
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
    }
  }

  private int tell(ReplayReport report) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(report.render());
    if (start.into && !report.isClean()) {
      out.println(
          "Of a shard that diverged the database has what came before, and nothing from there on.");
    }
    out.flush();
    return report.exitCode();
  }

  private OptionalLong onlyAccount() {
    return account.map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
