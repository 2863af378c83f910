package dev.ringfence.perf.bench;

import dev.ringfence.perf.report.Check;
import dev.ringfence.perf.report.Median;
import dev.ringfence.perf.report.Round;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A client who keeps to its rate: alone, beside one who floods another stack on the same machine,
 * and beside one who floods its own. What the second costs is the processors' doing; only what the
 * third costs beyond that is the server's.
 */
final class Flood {
  private static final long FIRST_ACCOUNT_ID = 1_500_000_001L;
  private static final int QUIET_PER_SECOND = 500;
  private static final int FLOOD_FACTOR = 10;
  private static final Duration LONGEST_ROUND = Duration.ofSeconds(10);
  private static final Duration WARMUP = Duration.ofSeconds(5);

  private final LoadSettings settings;
  private final OverloadKeys keys;
  private final String run;
  private final Progress progress;
  private final PrintStream out;
  private final List<Double> alone = new ArrayList<>();
  private final List<Double> besideOther = new ArrayList<>();
  private final List<Double> besideOwn = new ArrayList<>();

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
      quiet.round(calm(), WARMUP, settings.seed());
      elsewhere.round(flooding(), WARMUP, settings.seed());
      flood.round(flooding(), WARMUP, settings.seed());
      for (int round = 1; round <= settings.rounds(); round++) {
        progress.say("One client alone, and beside one who floods, round " + round);
        alone.add(tell("alone", round(dev, quiet, null)));
        besideOther.add(tell("beside a flood of another engine", round(dev, quiet, elsewhere)));
        besideOwn.add(tell("beside a flood of its own engine", round(dev, quiet, flood)));
      }
      out.printf(
          "medians of p99: alone %.2f ms; beside a flood of another engine %.2f (%.1f times);"
              + " of its own %.2f (%.1f times of alone, %.1f of beside the other)%n",
          median(alone),
          median(besideOther),
          median(besideOther) / median(alone),
          median(besideOwn),
          median(besideOwn) / median(alone),
          median(besideOwn) / median(besideOther));
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

  private Heard round(DevProcess dev, ServerLoad quiet, ServerLoad flood) {
    CpuShares cpu = dev.cpuShares();
    if (flood == null) {
      Round heard = quiet.round(calm(), duration(), settings.seed());
      return new Heard(heard, cpu.words());
    }
    CompletableFuture<Round> flooded =
        CompletableFuture.supplyAsync(() -> flood.round(flooding(), duration(), settings.seed()));
    Round heard = quiet.round(calm(), duration(), settings.seed());
    Round refused = flooded.join();
    return new Heard(
        heard,
        String.format(
            "%s; flood planned %,d/s, answered %,.0f/s of %,d/s allowed, refused %,.0f/s",
            cpu.words(),
            flooding().rate().perSecond(),
            refused.answersPerSecond(),
            OverloadKeys.ALLOWED_PER_SECOND,
            refused.shed() / refused.seconds()));
  }

  private double tell(String how, Heard heard) {
    out.printf(
        "quiet client at %,d/s, %s: p50 %.2f p99 %.2f ms, refused %,d; %s%n",
        QUIET_PER_SECOND,
        how,
        heard.quiet().latencyMillis(50),
        heard.quiet().latencyMillis(99),
        heard.quiet().shed(),
        heard.beside());
    return heard.quiet().latencyMillis(99);
  }

  private static double median(List<Double> figures) {
    return Median.of(figures.stream().mapToDouble(Double::doubleValue).toArray()).value();
  }

  private Duration duration() {
    return settings.duration().compareTo(LONGEST_ROUND) > 0 ? LONGEST_ROUND : settings.duration();
  }

  private ServerLoad load(DevProcess dev, String authorization, String name, long firstAccountId) {
    return new ServerLoad(dev.target(), settings, run + name, firstAccountId, authorization);
  }

  private static Scenario calm() {
    return scenario(new Rate(QUIET_PER_SECOND));
  }

  private static Scenario flooding() {
    return scenario(new Rate(FLOOD_FACTOR * OverloadKeys.ALLOWED_PER_SECOND));
  }

  private static Scenario scenario(Rate rate) {
    return new Scenario("flood", "flood", Mode.LEAN, Mix.LIFECYCLE, Keys.UNIFORM, rate);
  }
}
