package dev.ringfence.perf.bench;

import dev.ringfence.perf.report.Comparison;
import dev.ringfence.perf.report.Round;
import dev.ringfence.perf.report.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Commands at their rate on a stack of its own, and when each was in Kafka and in Redis. */
final class WatchedRounds {
  private static final String LOOP = "open loop at 1,000/s, from the planned send time until ";

  private final DevProcess dev;
  private final ServerLoad load;
  private final LoadSettings settings;
  private final Progress progress;
  private final List<Round> answered = new ArrayList<>();
  private final List<Round> inKafka = new ArrayList<>();
  private final List<Round> inRedis = new ArrayList<>();

  /**
   * @param load on that stack
   */
  WatchedRounds(DevProcess dev, ServerLoad load, LoadSettings settings, Progress progress) {
    this.dev = dev;
    this.load = load;
    this.settings = settings;
    this.progress = progress;
  }

  /** As many rounds as the settings say, after a warm-up if there is time for one. */
  void run(Mode mode, Duration warmup) {
    Scenario scenario = Suite.watched().by(mode);
    if (warmup.isPositive()) {
      progress.say("%s, warm-up".formatted(scenario.title()));
      // Whoever looks for the events has to be warm as well.
      try (EventWatch watch = watch(warmup)) {
        load.round(scenario, warmup, settings.seed() - 1, watch);
      }
    }
    for (int number = 0; number < settings.rounds(); number++) {
      progress.say("%s, round %d of %d".formatted(scenario.title(), number + 1, settings.rounds()));
      try (EventWatch watch = watch(settings.duration())) {
        answered.add(load.round(scenario, settings.duration(), settings.seed() + number, watch));
        inKafka.add(watch.inKafka());
        inRedis.add(watch.inRedis());
      }
    }
  }

  /** Until they were answered, for comparison. */
  Comparison untilAnswered() {
    return until("command-answered", "Command to answer, 1,000/s", "it is answered", answered);
  }

  /** Until they were in Kafka, and until they were in Redis. */
  List<Comparison> untilSeen() {
    return List.of(
        until(Suite.COMMAND_TO_KAFKA, "Command to Kafka, 1,000/s", "its event is read", inKafka),
        until(Suite.COMMAND_TO_REDIS, "Command to Redis, 1,000/s", "it is in Redis", inRedis));
  }

  private EventWatch watch(Duration duration) {
    return new EventWatch(load.requestPrefix(), load.target().kafka(), dev.redis(), duration);
  }

  private static Comparison until(String name, String title, String end, List<Round> rounds) {
    return new Comparison(
        name, title, true, LOOP + end, List.of(new Series("ringfence", rounds, List.of())));
  }
}
