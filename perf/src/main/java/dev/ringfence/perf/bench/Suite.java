package dev.ringfence.perf.bench;

import dev.ringfence.perf.report.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The loads of the table in the design, in its order. */
final class Suite {
  static final String UNARY = "reserves-unary";
  static final String SESSION = "reserves-session";
  static final String ONE_ACCOUNT = "one-account";
  static final String OPEN_LOOP = "open-loop";
  static final String FIRST_SECOND = "first-second";
  static final String REFUSALS = "refusals";
  static final String INGRESS = "ingress";
  static final String OUTBOX_TO_KAFKA = "outbox-to-kafka";
  static final String KAFKA_TO_REDIS = "kafka-to-redis";
  static final String COMMAND_TO_KAFKA = "command-to-kafka";
  static final String COMMAND_TO_REDIS = "command-to-redis";
  static final String EVENTS_COST = "events-cost";
  static final String COMMIT = "engine-and-journal";
  static final String DECISIONS = "decisions";
  static final String RECOVERY = "recovery";
  static final String MEMORY = "memory";

  /** As in the design. */
  private static final List<String> ORDER =
      List.of(
          UNARY,
          SESSION,
          ONE_ACCOUNT,
          OPEN_LOOP,
          FIRST_SECOND,
          COMMIT,
          DECISIONS,
          REFUSALS,
          OUTBOX_TO_KAFKA,
          KAFKA_TO_REDIS,
          COMMAND_TO_KAFKA,
          COMMAND_TO_REDIS,
          RECOVERY,
          MEMORY);

  private Suite() {}

  /** The lines of the table, by name; what the design does not know comes last. */
  static List<Line> inOrder(Map<String, List<Line>> byName) {
    List<Line> lines = new ArrayList<>();
    ORDER.forEach(name -> lines.addAll(byName.getOrDefault(name, List.of())));
    byName.forEach(
        (name, others) -> {
          if (!ORDER.contains(name)) {
            lines.addAll(others);
          }
        });
    return lines;
  }

  /** Whether the goal of a load is a ratio, so that its rivals have to be measured as often. */
  static boolean isAgainstRivals(Scenario scenario) {
    return !scenario.name().equals(OPEN_LOOP) && !scenario.name().equals(REFUSALS);
  }

  /** All loads that run beside the baseline. */
  static List<Scenario> scenarios(int accounts) {
    List<Scenario> scenarios = new ArrayList<>();
    scenarios.add(
        new Scenario(
            UNARY,
            "Durable reserves, unary, %,d accounts".formatted(accounts),
            Mode.UNARY,
            Mix.RESERVE,
            Keys.UNIFORM,
            Rate.MAX));
    scenarios.add(
        new Scenario(
            SESSION,
            "Durable reserves, streaming session",
            Mode.SESSION,
            Mix.RESERVE,
            Keys.UNIFORM,
            Rate.MAX));
    scenarios.add(
        new Scenario(
            ONE_ACCOUNT, "All on ONE account", Mode.UNARY, Mix.RESERVE, Keys.ONE, Rate.MAX));
    scenarios.add(
        new Scenario(
            OPEN_LOOP,
            "Open loop at 1,000/s",
            Mode.UNARY,
            Mix.RESERVE,
            Keys.UNIFORM,
            new Rate(1_000)));
    scenarios.add(
        new Scenario(
            REFUSALS, "Refusals (sold out)", Mode.UNARY, Mix.REFUSE, Keys.UNIFORM, Rate.MAX));
    return scenarios;
  }

  /** The load whose events are looked for in Kafka and Redis. */
  static Scenario watched() {
    return new Scenario(
        COMMAND_TO_KAFKA,
        "Command to Kafka, 1,000/s",
        Mode.UNARY,
        Mix.RESERVE,
        Keys.UNIFORM,
        new Rate(1_000));
  }

  /** The load on a server that has just said READY. */
  static Scenario firstSecond() {
    return new Scenario(
        FIRST_SECOND,
        "First second after READY, 1,000/s",
        Mode.UNARY,
        Mix.RESERVE,
        Keys.UNIFORM,
        new Rate(1_000));
  }
}
