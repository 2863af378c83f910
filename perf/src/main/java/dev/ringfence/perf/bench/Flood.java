package dev.ringfence.perf.bench;

import dev.ringfence.perf.report.Check;
import dev.ringfence.perf.report.Round;
import dev.ringfence.perf.report.Series;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A client who keeps to its rate: alone, beside one who keeps to his, beside the same one when he
 * floods, and beside a flood of another stack on the same machine. What the second and the last
 * cost is the processors' doing; only what the third costs beyond them is the server's.
 */
final class Flood {
  private static final long FIRST_ACCOUNT_ID = 1_500_000_001L;
  private static final Rate QUIET = new Rate(500);
  private static final Rate AGREED = new Rate(OverloadKeys.ALLOWED_PER_SECOND);
  private static final Rate FLOODING = new Rate(10 * OverloadKeys.ALLOWED_PER_SECOND);
  private static final Duration LONGEST_ROUND = Duration.ofSeconds(10);
  private static final Duration WARMUP = Duration.ofSeconds(15);

  private final LoadSettings settings;
  private final OverloadKeys keys;
  private final String run;
  private final Progress progress;
  private final PrintStream out;
  private final List<Round> alone = new ArrayList<>();
  private final List<Round> besideCalm = new ArrayList<>();
  private final List<Round> besideOther = new ArrayList<>();
  private final List<Round> besideOwn = new ArrayList<>();

  Flood(LoadSettings settings, OverloadKeys keys, String run, Progress progress, PrintStream out) {
    this.settings = settings;
    this.keys = keys;
    this.run = run;
    this.progress = progress;
    this.out = out;
  }

  /** Tells whether the books agree. */
  boolean run(DevProcess dev) {
    progress.say("Starting a second stack");
    try (DevProcess other = DevProcess.start("--clients", keys.file().toString());
        ServerLoad quiet = load(dev, keys.quiet(), "q", FIRST_ACCOUNT_ID);
        ServerLoad flood = load(dev, keys.flooding(), "f", FIRST_ACCOUNT_ID + 1_000_000);
        ServerLoad elsewhere = load(other, keys.flooding(), "e", FIRST_ACCOUNT_ID)) {
      List<ServerLoad> all = List.of(quiet, flood, elsewhere);
      all.forEach(ServerLoad::fund);
      quiet.round(scenario(QUIET), WARMUP, settings.seed());
      elsewhere.round(scenario(FLOODING), WARMUP, settings.seed());
      flood.round(scenario(FLOODING), WARMUP, settings.seed());
      for (int round = 1; round <= settings.rounds(); round++) {
        progress.say("One client alone, and beside one who floods, round " + round);
        alone.add(tell("alone", alone(dev, quiet)));
        besideCalm.add(tell("beside one who keeps to his rate", beside(dev, quiet, flood, AGREED)));
        besideOwn.add(
            tell("beside a flood of its own engine", beside(dev, quiet, flood, FLOODING)));
        besideOther.add(
            tell("beside a flood of another engine", beside(dev, quiet, elsewhere, FLOODING)));
      }
      out.printf(
          "p99 of all rounds: alone %.2f ms; beside one who keeps to his rate %.2f (%.1f times);"
              + " beside a flood of its own engine %.2f (%.1f times of alone, %.1f of beside the"
              + " calm one); of another engine %.2f (%.1f times)%n",
          p99(alone),
          p99(besideCalm),
          p99(besideCalm) / p99(alone),
          p99(besideOwn),
          p99(besideOwn) / p99(alone),
          p99(besideOwn) / p99(besideCalm),
          p99(besideOther),
          p99(besideOther) / p99(alone));
      return audit(all, out);
    }
  }

  /** Tells whether the books of all agree. */
  static boolean audit(List<ServerLoad> loads, PrintStream out) {
    boolean agree = true;
    for (ServerLoad load : loads) {
      for (Check check : load.check()) {
        agree &= check.agrees();
        out.println(check.words());
      }
    }
    return agree;
  }

  /** One round of the quiet client. */
  private record Heard(Round quiet, String beside) {}

  private Heard alone(DevProcess dev, ServerLoad quiet) {
    CpuShares cpu = dev.cpuShares();
    Round heard = quiet.round(scenario(QUIET), duration(), settings.seed());
    return new Heard(heard, cpu.words());
  }

  private Heard beside(DevProcess dev, ServerLoad quiet, ServerLoad neighbour, Rate rate) {
    CpuShares cpu = dev.cpuShares();
    CompletableFuture<Round> beside =
        CompletableFuture.supplyAsync(
            () -> neighbour.round(scenario(rate), duration(), settings.seed()));
    Round heard = quiet.round(scenario(QUIET), duration(), settings.seed());
    Round answered = outcome(beside);
    return new Heard(
        heard,
        String.format(
            "%s; neighbour planned %,d/s, answered %,.0f/s of %,d/s allowed, refused %,.0f/s",
            cpu.words(),
            rate.perSecond(),
            answered.answersPerSecond(),
            OverloadKeys.ALLOWED_PER_SECOND,
            answered.shed() / answered.seconds()));
  }

  /** What the neighbour found counts as if it were found here. */
  static Round outcome(CompletableFuture<Round> neighbour) {
    try {
      return neighbour.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException found ? found : failed;
    }
  }

  private Round tell(String how, Heard heard) {
    out.printf(
        "quiet client at %,d/s, %s: p50 %.2f p99 %.2f ms, refused %,d; %s%n",
        QUIET.perSecond(),
        how,
        heard.quiet().latencyMillis(50),
        heard.quiet().latencyMillis(99),
        heard.quiet().shed(),
        heard.beside());
    return heard.quiet();
  }

  /** Of all rounds together. */
  static double p99(List<Round> rounds) {
    return new Series("quiet client", rounds, List.of()).latencyMillis(99);
  }

  private Duration duration() {
    return settings.duration().compareTo(LONGEST_ROUND) > 0 ? LONGEST_ROUND : settings.duration();
  }

  private ServerLoad load(DevProcess dev, String authorization, String name, long firstAccountId) {
    return new ServerLoad(dev.target(), settings, run + name, firstAccountId, authorization);
  }

  private static Scenario scenario(Rate rate) {
    return new Scenario("flood", "flood", Mode.LEAN, Mix.LIFECYCLE, Keys.UNIFORM, rate);
  }
}
