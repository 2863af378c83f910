package dev.ringfence.perf.bench;

import java.util.ArrayList;
import java.util.List;

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

  private Suite() {}

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
