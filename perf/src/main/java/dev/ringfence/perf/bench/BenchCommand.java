package dev.ringfence.perf.bench;

import dev.ringfence.gateway.cli.Version;
import dev.ringfence.localstack.LocalStackException;
import dev.ringfence.perf.DurationConverter;
import dev.ringfence.perf.report.Report;
import dev.ringfence.perf.report.TextReport;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringfence bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Puts load on a server, times every answer and checks that the server holds exactly what it"
          + " acknowledged.",
      "Without --target it starts a local stack of its own. Exit code 1: the books differ."
    })
public final class BenchCommand implements Callable<Integer> {
  private static final String JDBC_VARIABLE = "RINGFENCE_BENCH_JDBC";
  private static final Duration ROUND_OF_THE_TABLE = Duration.ofSeconds(1);

  /** At 1,000 a second there are then enough requests beyond p99.9 to judge it. */
  private static final Duration TAILS_OF_THE_TABLE = Duration.ofSeconds(12);

  private static final int FOUND_WRONG = 1;
  private static final int WRONG_USAGE = 2;
  private static final int UNREACHABLE = 3;

  @Spec private CommandSpec spec;
  @Mixin private ReportOptions reports;

  @Option(
      names = "--target",
      paramLabel = "HOST:PORT",
      description = "A server that runs already. Default: a local stack of its own.")
  private String target;

  @Option(
      names = "--jdbc",
      paramLabel = "URL",
      description =
          "The PostgreSQL of --target, to check its books and to hold the baseline. Default: the"
              + " environment's "
              + JDBC_VARIABLE
              + ".")
  private String jdbcUrl;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "The Kafka of --target, for --mix ingress.")
  private String kafka;

  @Option(
      names = "--vs-baseline",
      description = {
        "Also ask the textbook service, written twice, on the same PostgreSQL, in turn.",
        "Without --mode, --keys, --mix and --rate: all loads of the goals' table."
      })
  private boolean againstBaseline;

  @Option(
      names = "--mode",
      paramLabel = "unary|session|lean",
      description = "lean: unary, by a sender that costs little. Default: unary.")
  private Mode mode;

  @Option(
      names = "--mix",
      paramLabel = "reserve|lifecycle|refuse|ingress",
      description = "ingress: payments out of Kafka. Default: reserve.")
  private Mix mix;

  @Option(names = "--keys", paramLabel = "uniform|zipf|one", description = "Default: uniform.")
  private Keys keys;

  @Option(
      names = "--rate",
      paramLabel = "N|max",
      converter = RateConverter.class,
      description = {
        "Requests a second, planned ahead: latency counts from the planned moment (open loop).",
        "max sends as fast as answers come (closed loop). Default: max."
      })
  private Rate rate;

  @Option(names = "--accounts", defaultValue = "10000", description = "Default: ${DEFAULT-VALUE}.")
  private int accounts;

  @Option(
      names = "--duration",
      converter = DurationConverter.class,
      description =
          "Of a round. Default: 10s; 1s with --vs-baseline, where open loop takes 12s in all; 5s"
              + " with --events, 30s with --overload.")
  private Duration duration;

  @Option(names = "--rounds", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--first-warmup",
      converter = DurationConverter.class,
      description =
          "How long each service is under load before the first round of all, opening its accounts"
              + " included, so that both sides are compiled. Default: 20s; 12s with --vs-baseline.")
  private Duration firstWarmup;

  @Option(
      names = "--warmup",
      converter = DurationConverter.class,
      description =
          "Before the first round of each load after that. Default: 5s; 400ms with --vs-baseline.")
  private Duration warmup;

  @Option(names = "--connections", defaultValue = "2", description = "Default: ${DEFAULT-VALUE}.")
  private int connections;

  @Option(
      names = "--in-flight",
      defaultValue = "256",
      description = "Unanswered requests per connection, at most. Default: ${DEFAULT-VALUE}.")
  private int inFlight;

  @Option(
      names = "--overload",
      description = {
        "Offers 2, 5 and 10 times of what it can do, then lets one client flood beside another.",
        "Takes --accounts, --duration, --warmup, --rounds, --connections, --in-flight and --seed."
      })
  private boolean overload;

  @Option(
      names = "--events",
      description = {
        "How fast events travel to Kafka and Redis, alone and beside commands, and what they cost.",
        "On stacks of its own; takes --mode, --accounts, --duration, --first-warmup, --warmup,"
            + " --rounds, --connections, --in-flight, --seed and where the results go."
      })
  private boolean events;

  @Option(
      names = "--part",
      split = ",",
      paramLabel = "PART",
      description =
          "Measures parts by themselves, longer than the table does: decisions, memory,"
              + " commit, events, recovery (with commas between). Takes where the results go;"
              + " recovery takes --accounts (default: 1,000,000).")
  private Set<Part> parts = Set.of();

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Repeats the choice of accounts. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() {
    Kind kind = kind();
    Progress progress = new Progress(System.err);
    try {
      return run(kind, progress);
    } catch (WrongAnswerException e) {
      return fail(progress, e, FOUND_WRONG);
    } catch (UnreachableException | LocalStackException e) {
      return fail(progress, e, UNREACHABLE);
    } catch (UncheckedIOException e) {
      return fail(progress, e, WRONG_USAGE);
    }
  }

  private int run(Kind kind, Progress progress) {
    return switch (kind) {
      case OVERLOAD -> {
        boolean agree = new Overload(settings(), progress, System.out).run();
        progress.end();
        yield agree ? 0 : FOUND_WRONG;
      }
      case EVENTS -> {
        Mode chosenMode = mode == null ? Mode.UNARY : mode;
        Report report = new EventBench(settings(), repeated(), chosenMode, progress).run();
        yield tell(report, progress) ? 0 : FOUND_WRONG;
      }
      case PARTS, RECOVERY_AMONG_PARTS -> {
        PartBench bench = new PartBench(parts, partSettings(), progress);
        yield exitCode(tell(bench.report(repeated()), progress), bench.isComplete());
      }
      case LOADS -> {
        Bench bench = new Bench(plan(System.getenv()), progress);
        Report report = bench.run();
        yield exitCode(tell(report, progress), bench.isComplete());
      }
    };
  }

  /** Nothing that was asked for is left out in silence. */
  private Kind kind() {
    Kind kind = Kind.of(overload, events, parts);
    try {
      kind.require(
          spec.commandLine().getParseResult().matchedOptions().stream()
              .map(OptionSpec::longestName));
      return kind;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static int exitCode(boolean agree, boolean complete) {
    if (!agree) {
      return FOUND_WRONG;
    }
    return complete ? 0 : UNREACHABLE;
  }

  /** Tells whether the books agree. */
  private boolean tell(Report report, Progress progress) {
    progress.end();
    System.out.print(TextReport.of(report));
    reports.write(report);
    return report.booksAgree();
  }

  /** All options checked, before anything is started. */
  BenchPlan plan(Map<String, String> environment) {
    boolean suite = againstBaseline && mode == null && mix == null && keys == null && rate == null;
    LoadSettings settings = settings();
    try {
      return new BenchPlan(
          target,
          jdbcUrl == null && target != null ? environment.get(JDBC_VARIABLE) : jdbcUrl,
          kafka,
          againstBaseline,
          suite && target == null,
          suite ? Suite.scenarios(accounts) : List.of(scenario()),
          settings,
          suite && duration == null ? tailDuration() : settings.duration(),
          repeated());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Duration tailDuration() {
    Duration share = Duration.ofMillis(Math.ceilDiv(TAILS_OF_THE_TABLE.toMillis(), rounds));
    return Collections.max(List.of(share, ROUND_OF_THE_TABLE));
  }

  private PartSettings partSettings() {
    boolean said = spec.commandLine().getParseResult().hasMatchedOption("--accounts");
    if (said && accounts < 1) {
      throw new ParameterException(spec.commandLine(), "--accounts must be 1 or more");
    }
    return PartSettings.thorough(said ? accounts : PartSettings.ACCOUNTS);
  }

  private Scenario scenario() {
    Mode chosenMode = mode == null ? Mode.UNARY : mode;
    Mix chosenMix = mix == null ? Mix.RESERVE : mix;
    Keys chosenKeys = keys == null ? Keys.UNIFORM : keys;
    Rate chosenRate = rate == null ? Rate.MAX : rate;
    String way = chosenMix == Mix.INGRESS ? "over Kafka" : label(chosenMode);
    String title =
        "%s, %s, %s keys of %,d accounts, rate %s"
            .formatted(label(chosenMix), way, label(chosenKeys), accounts, chosenRate);
    return new Scenario(label(chosenMix), title, chosenMode, chosenMix, chosenKeys, chosenRate);
  }

  private LoadSettings settings() {
    Duration chosenDuration = duration != null ? duration : defaultDuration();
    Duration chosenWarmup =
        warmup != null ? warmup : Duration.ofMillis(againstBaseline ? 400 : 5_000);
    Duration chosenFirstWarmup =
        firstWarmup != null ? firstWarmup : Duration.ofSeconds(againstBaseline ? 12 : 20);
    try {
      return new LoadSettings(
          accounts,
          chosenDuration,
          chosenFirstWarmup,
          chosenWarmup,
          rounds,
          connections,
          inFlight,
          seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Duration defaultDuration() {
    return againstBaseline
        ? ROUND_OF_THE_TABLE
        : Duration.ofSeconds(events ? 5 : overload ? 30 : 10);
  }

  /** What was typed, but for the JDBC URL, which may hold a password. */
  private String repeated() {
    StringBuilder command = new StringBuilder("ringfence bench");
    boolean afterJdbc = false;
    for (String argument : spec.commandLine().getParseResult().originalArgs()) {
      boolean isName = command.length() == "ringfence bench".length() && argument.equals("bench");
      if (!isName) {
        command.append(' ').append(afterJdbc || argument.startsWith("--jdbc=") ? "…" : argument);
      }
      afterJdbc = argument.equals("--jdbc");
    }
    return command.toString();
  }

  private static String label(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  private static int fail(Progress progress, RuntimeException reason, int exitCode) {
    progress.end();
    System.err.println(reason.getMessage());
    return exitCode;
  }
}
