package dev.ringfence.perf.chaos;

import dev.ringfence.gateway.cli.ExitCode;
import dev.ringfence.gateway.cli.Version;
import dev.ringfence.perf.DurationConverter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringfence chaos}. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Kills, stops and cuts a local stack of its own under load: two engines, PostgreSQL, Kafka,"
          + " Redis, and the clients. After each round everything is healed and verified, and what"
          + " the clients were told is compared with what is there, in PostgreSQL, Kafka and"
          + " Redis.",
      "Exit code 1: something is wrong; 3: the stack did not come to serve, and nothing was tried."
          + " Data, logs and journals are kept then."
    })
public final class ChaosCommand implements Callable<Integer> {
  private static final int FOUND_WRONG = 1;
  private static final Duration USUAL_DURATION = Duration.ofMinutes(5);
  private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(30);
  private static final long STARTED_NANOS = System.nanoTime();

  @Spec private CommandSpec spec;

  @Option(
      names = "--duration",
      converter = DurationConverter.class,
      description = "How long at most (default: 5m, or as long as --kills takes).")
  private Optional<Duration> duration = Optional.empty();

  @Option(
      names = "--kills",
      defaultValue = "0",
      description = "After how many killed processes to end.")
  private int kills;

  @Option(names = "--seed", description = "Repeats a plan of faults (default: another every time).")
  private long seed = System.nanoTime() & Integer.MAX_VALUE;

  @Option(
      names = "--round",
      converter = DurationConverter.class,
      defaultValue = "1m",
      description = "After how long to heal and compare (default: ${DEFAULT-VALUE}).")
  private Duration round;

  @Option(
      names = "--rate",
      defaultValue = "300",
      description = "Requests a second, whatever becomes of them (default: ${DEFAULT-VALUE}).")
  private int perSecond;

  @Option(
      names = "--accounts",
      defaultValue = "64",
      description = "Of each round (default: ${DEFAULT-VALUE}).")
  private int accounts;

  @Option(
      names = "--kafka-away",
      converter = DurationConverter.class,
      description = "First the broker is away for so long, and Redis is flushed meanwhile.")
  private Optional<Duration> kafkaAway = Optional.empty();

  @Option(
      names = "--ingress",
      description =
          "Also fills and payments out of Kafka: half of them twice, poison among them, and somebody"
              + " who joins their group again and again.")
  private boolean ingress;

  @Override
  public Integer call() throws IOException {
    ChaosSettings settings = settings();
    Path folder = Files.createTempDirectory("ringfence-chaos-");
    // Where PostgreSQL runs as a user of its own, he has to pass; what is in there he may not list.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    ChaosRun run = new ChaosRun(settings, folder, ChaosCommand::say);
    say("Seed %d; data, logs and journals are in %s".formatted(seed, folder));
    try {
      run.run();
    } catch (NothingTriedException e) {
      System.err.println(e.getMessage());
      System.err.println("Data and logs are kept in " + folder);
      return ExitCode.NO_ANSWER;
    }
    System.out.print(run.report());
    if (run.findings().isEmpty()) {
      delete(folder);
      return 0;
    }
    System.out.println("Data, logs and journals are kept in " + folder);
    return FOUND_WRONG;
  }

  private ChaosSettings settings() {
    try {
      Duration longest = duration.orElse(kills > 0 ? AS_LONG_AS_IT_TAKES : USUAL_DURATION);
      return new ChaosSettings(
          seed,
          longest,
          kills,
          round,
          perSecond,
          accounts,
          kafkaAway.orElse(Duration.ZERO),
          ingress,
          ChaosSettings.USUAL_AWAY);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static void say(String words) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - STARTED_NANOS);
    System.err.printf("%5d s  %s%n", seconds, words);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
