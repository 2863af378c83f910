package dev.ringfence.perf.bench;

import dev.ringfence.perf.report.Round;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Offers a stack of its own far more than it can do, and then lets one client flood beside another.
 * Sender and servers share the machine, so that what is offered costs capacity, too: the sender is
 * a lean one, and the peak that goodput is compared with is measured by the same.
 */
final class Overload {
  private static final long FIRST_ACCOUNT_ID = 1_000_000_001L;
  private static final List<Integer> FACTORS = List.of(2, 5, 10);
  private static final int MANY_IN_FLIGHT = 4_000;
  private static final int HIGHEST_RATE = 1_000_000;
  private static final long SCRAPE_SECONDS = 5;

  /** What a shard may remember of a command that it accepted, until its windows are full. */
  private static final long REMEMBERED_BYTES = 450;

  private static final long SLACK_MEGABYTES = 32;

  private final LoadSettings settings;
  private final Progress progress;
  private final PrintStream out;
  private final String run = Long.toString(System.currentTimeMillis(), 36) + "-";

  Overload(LoadSettings settings, Progress progress, PrintStream out) {
    this.settings = settings;
    this.progress = progress;
    this.out = out;
  }

  /** Runs all of it; tells whether the books agree and the memory stayed flat. */
  boolean run() {
    OverloadKeys keys = OverloadKeys.create();
    progress.say("Starting a local stack");
    try (DevProcess dev = DevProcess.start("--clients", keys.file().toString())) {
      boolean good = overload(dev, keys);
      Flood flood = new Flood(settings, keys, run, progress, out);
      return flood.run(dev) && good;
    }
  }

  private boolean overload(DevProcess dev, OverloadKeys keys) {
    LoadSettings openSettings = settings.withInFlight(MANY_IN_FLIGHT);
    long secondAccountId = FIRST_ACCOUNT_ID + settings.accounts();
    try (ServerLoad closed =
            new ServerLoad(dev.target(), settings, run + "c", FIRST_ACCOUNT_ID, keys.unlimited());
        ServerLoad open =
            new ServerLoad(
                dev.target(), openSettings, run + "o", secondAccountId, keys.unlimited())) {
      closed.fund();
      open.fund();
      Round peak = peak(closed);
      out.printf("peak, closed loop       %,9.0f/s%n", peak.answersPerSecond());
      progress.say("Warming up, beyond the peak");
      open.round(
          scenario(planned(peak.answersPerSecond(), FACTORS.getFirst())),
          settings.warmup().plusMillis(100),
          settings.seed());
      ServerMemory before = dev.memory();
      out.printf("%s%n", words("memory before", before));
      long answered = 0;
      for (int factor : FACTORS) {
        Round round = overload(dev, open, peak.answersPerSecond(), factor);
        answered += round.accepted() + round.refused();
      }
      ServerMemory after = dev.memory();
      boolean isFlat = isFlat(before, after, answered);
      out.printf(
          "%s: %s after %,d answers, of which a shard remembers up to %,d bytes each%n",
          words("memory after", after), verdict(before, after, isFlat), answered, REMEMBERED_BYTES);
      return Flood.audit(List.of(closed, open), out) && isFlat;
    }
  }

  private Round peak(ServerLoad load) {
    progress.say("Warming up, and measuring the peak");
    if (!settings.warmup().isZero()) {
      load.round(scenario(Rate.MAX), settings.warmup(), settings.seed());
    }
    return load.round(scenario(Rate.MAX), settings.duration(), settings.seed());
  }

  private Round overload(DevProcess dev, ServerLoad load, double peak, int factor) {
    progress.say("Offering " + factor + " times the peak");
    Rate rate = planned(peak, factor);
    SendTimes times = new SendTimes();
    CpuShares cpu = dev.cpuShares();
    Round round;
    // The server's windows move on when somebody asks.
    try (ScheduledExecutorService scraper = Executors.newSingleThreadScheduledExecutor()) {
      var _ =
          scraper.scheduleAtFixedRate(
              () -> CallFigures.scrape(dev.target().metricsUrl()),
              0,
              SCRAPE_SECONDS,
              TimeUnit.SECONDS);
      round = load.round(scenario(rate), settings.duration(), settings.seed(), times);
      scraper.shutdownNow();
    }
    CallFigures server = CallFigures.scrape(dev.target().metricsUrl());
    out.printf(
        "%2dx: planned %,9d/s  sent %,9.0f/s  answered %,8.0f/s (%3.0f%% of peak) p50 %.1f p99 %.1f"
            + " ms  refused %,8.0f/s p50 %.2f p99 %.2f ms, in the engine p50 %.2f p99 %.2f ms,"
            + " event loops busy for p99 %.2f ms  unknown %,d  %s%n",
        factor,
        rate.perSecond(),
        rate.perSecond() - round.unsent() / round.seconds(),
        round.answersPerSecond(),
        100 * round.answersPerSecond() / peak,
        times.answeredMillis(50),
        times.answeredMillis(99),
        round.shed() / round.seconds(),
        times.shedMillis(50),
        times.shedMillis(99),
        server.refusalP50(),
        server.refusalP99(),
        server.loopWaitP99(),
        round.unknown(),
        cpu.words());
    return round;
  }

  private static Rate planned(double peak, int factor) {
    return new Rate((int) Math.min(HIGHEST_RATE, peak * factor));
  }

  static boolean isFlat(ServerMemory before, ServerMemory after, long answered) {
    long grown = after.heapMegabytes() - before.heapMegabytes();
    return grown <= SLACK_MEGABYTES + answered * REMEMBERED_BYTES / (1 << 20);
  }

  private static String verdict(ServerMemory before, ServerMemory after, boolean isFlat) {
    if (!before.isKnown() || !after.isKnown()) {
      return "NOT KNOWN, as no jcmd tells";
    }
    return isFlat ? "flat" : "IT GREW";
  }

  private static String words(String when, ServerMemory memory) {
    return String.format(
        "%s: heap after a full collection %,d MB, resident %,d MB",
        when, memory.heapMegabytes(), memory.residentMegabytes());
  }

  private static Scenario scenario(Rate rate) {
    return new Scenario("overload", "overload", Mode.LEAN, Mix.LIFECYCLE, Keys.UNIFORM, rate);
  }
}
