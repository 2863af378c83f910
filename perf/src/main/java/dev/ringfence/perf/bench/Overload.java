package dev.ringfence.perf.bench;

import dev.ringfence.perf.report.Round;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Offers a stack of its own far more than it can do, and then lets one client flood beside another.
 * Sender and servers share the machine, so that what is offered costs capacity, too: the peak that
 * goodput is compared with is measured by the same sender.
 */
final class Overload {
  private static final long FIRST_ACCOUNT_ID = 1_000_000_001L;
  private static final long FIRST_ACCOUNT_OF_FLOOD = 1_500_000_001L;
  private static final List<Integer> FACTORS = List.of(2, 5, 10);
  private static final int MANY_IN_FLIGHT = 4_000;
  private static final int QUIET_PER_SECOND = 500;
  private static final int HIGHEST_RATE = 1_000_000;

  private final LoadSettings settings;
  private final Progress progress;
  private final PrintStream out;
  private final String run = Long.toString(System.currentTimeMillis(), 36) + "-";

  Overload(LoadSettings settings, Progress progress, PrintStream out) {
    this.settings = settings;
    this.progress = progress;
    this.out = out;
  }

  /** Runs all of it; tells whether the books agree. */
  boolean run() {
    OverloadKeys keys = OverloadKeys.create();
    progress.say("Starting a local stack");
    try (DevProcess dev = DevProcess.start("--clients", keys.file().toString());
        ServerLoad closed = load(dev, settings, keys.unlimited(), "c", FIRST_ACCOUNT_ID);
        ServerLoad open =
            load(
                dev,
                settings.withInFlight(MANY_IN_FLIGHT),
                keys.unlimited(),
                "o",
                FIRST_ACCOUNT_ID + settings.accounts());
        ServerLoad quiet =
            load(dev, settings, keys.quiet(), "q", FIRST_ACCOUNT_ID + 2L * settings.accounts());
        ServerLoad flooding = load(dev, settings, keys.flooding(), "f", FIRST_ACCOUNT_OF_FLOOD)) {
      for (ServerLoad load : List.of(closed, open, quiet)) {
        load.fund();
      }
      flooding.fund();
      double peak = peak(closed);
      out.printf("peak, closed loop       %,9.0f/s%n", peak);
      for (int factor : FACTORS) {
        overload(dev, open, peak, factor);
      }
      flood(quiet, flooding);
      boolean agree = true;
      for (ServerLoad load : List.of(closed, open, quiet, flooding)) {
        for (Audit audit : load.audit()) {
          agree &= audit.agrees();
          out.println(audit.line() + (audit.agrees() ? ": agrees" : ": DIFFERS"));
        }
      }
      return agree;
    }
  }

  private double peak(ServerLoad load) {
    progress.say("Warming up, and measuring the peak");
    if (!settings.warmup().isZero()) {
      load.round(scenario(Rate.MAX), settings.warmup(), settings.seed());
    }
    return load.round(scenario(Rate.MAX), settings.duration(), settings.seed()).answersPerSecond();
  }

  private void overload(DevProcess dev, ServerLoad load, double peak, int factor) {
    progress.say("Offering " + factor + " times the peak");
    int rate = (int) Math.min(HIGHEST_RATE, peak * factor);
    SendTimes times = new SendTimes();
    Round round = load.round(scenario(new Rate(rate)), settings.duration(), settings.seed(), times);
    out.printf(
        "%2dx: planned %,9d/s  sent %,9.0f/s  answered %,8.0f/s (%3.0f%% of peak)"
            + "  p50 %.1f p99 %.1f ms  refused %,8.0f/s p50 %.2f p99 %.2f ms"
            + "  unknown %,d  server memory %,d MB%n",
        factor,
        rate,
        rate - round.unsent() / round.seconds(),
        round.answersPerSecond(),
        100 * round.answersPerSecond() / peak,
        times.answeredMillis(50),
        times.answeredMillis(99),
        round.shed() / round.seconds(),
        times.shedMillis(50),
        times.shedMillis(99),
        round.unknown(),
        dev.memoryMegabytes());
  }

  private void flood(ServerLoad quiet, ServerLoad flooding) {
    progress.say("One client alone, and beside one who floods");
    Scenario calm = scenario(new Rate(QUIET_PER_SECOND));
    quiet.round(calm, Duration.ofSeconds(2), settings.seed());
    Round alone = quiet.round(calm, settings.duration(), settings.seed());
    Scenario flood = scenario(new Rate(10 * OverloadKeys.ALLOWED_PER_SECOND));
    SendTimes times = new SendTimes();
    CompletableFuture<Round> flooded =
        CompletableFuture.supplyAsync(
            () -> flooding.round(flood, settings.duration(), settings.seed(), times));
    Round beside = quiet.round(calm, settings.duration(), settings.seed());
    Round refused = flooded.join();
    out.printf(
        "quiet client, %,d/s: alone p50 %.2f p99 %.2f ms; beside a flood p50 %.2f p99 %.2f ms"
            + " (%.1f times), shed %,d%n",
        QUIET_PER_SECOND,
        alone.latencyMillis(50),
        alone.latencyMillis(99),
        beside.latencyMillis(50),
        beside.latencyMillis(99),
        beside.latencyMillis(99) / alone.latencyMillis(99),
        beside.shed());
    out.printf(
        "flooding client, allowed %,d/s: offered %,d/s, answered %,.0f/s, refused %,.0f/s p99 %.2f"
            + " ms%n",
        OverloadKeys.ALLOWED_PER_SECOND,
        10 * OverloadKeys.ALLOWED_PER_SECOND,
        refused.answersPerSecond(),
        refused.shed() / refused.seconds(),
        times.shedMillis(99));
  }

  private ServerLoad load(
      DevProcess dev, LoadSettings load, String authorization, String name, long firstAccountId) {
    return new ServerLoad(dev.target(), load, run + name, firstAccountId, authorization);
  }

  private static Scenario scenario(Rate rate) {
    return new Scenario("overload", "overload", Mode.UNARY, Mix.RESERVE, Keys.UNIFORM, rate);
  }
}
