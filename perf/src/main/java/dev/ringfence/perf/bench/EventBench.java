package dev.ringfence.perf.bench;

import dev.ringfence.perf.events.EventThroughput;
import dev.ringfence.perf.report.Check;
import dev.ringfence.perf.report.Comparison;
import dev.ringfence.perf.report.Figures;
import dev.ringfence.perf.report.Line;
import dev.ringfence.perf.report.Machine;
import dev.ringfence.perf.report.Report;
import dev.ringfence.perf.report.Round;
import dev.ringfence.perf.report.Series;
import dev.ringfence.perf.report.Verdict;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How fast events travel: from the outbox to Kafka and from Kafka to Redis, each alone; beside
 * commands at 1,000/s; and what they cost the commands, against a stack that sends no events.
 */
final class EventBench {
  private static final long FIRST_ACCOUNT_ID = 1_000_000_001L;
  private static final int EVENTS_PER_ROUND = 300_000;
  private static final int RATE = 1_000;
  private static final double INGRESS_GOAL_MILLIS = 100;

  private final LoadSettings settings;
  private final String command;
  private final Mode mode;
  private final Progress progress;
  private final String run = Long.toString(System.currentTimeMillis(), 36) + "-";
  private final List<Comparison> comparisons = new ArrayList<>();
  private final List<Line> ingressLines = new ArrayList<>();
  private final List<Check> checks = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  EventBench(LoadSettings settings, String command, Mode mode, Progress progress) {
    this.settings = settings;
    this.command = command;
    this.mode = mode;
    this.progress = progress;
  }

  Report run() {
    Instant at = Instant.now();
    Machine machine = Machine.here();
    StolenTime stolen = StolenTime.fromNow();
    measureAlone();
    measureBesideCommands();
    measureCost();
    notes.addAll(Notes.on(machine, comparisons));
    stolen.tell(notes);
    List<Line> lines = new ArrayList<>(Goals.lines(comparisons));
    lines.addAll(ingressLines);
    return new Report(at, command, machine, lines, comparisons, checks, notes);
  }

  private void measureAlone() {
    try {
      EventThroughput.Result result =
          new EventThroughput(EVENTS_PER_ROUND, settings.rounds(), progress::say).measure();
      comparisons.addAll(alone(result, EVENTS_PER_ROUND));
      notes.addAll(result.notes());
    } catch (SQLException | IllegalStateException failed) {
      throw new UnreachableException("The events could not be measured: " + failed, failed);
    }
  }

  static List<Comparison> alone(EventThroughput.Result result, int events) {
    return List.of(
        alone(Suite.OUTBOX_TO_KAFKA, "Outbox to Kafka, one shard", events, result.relayed()),
        alone(Suite.KAFKA_TO_REDIS, "Kafka to Redis, one projector", events, result.projected()));
  }

  private static Comparison alone(String name, String title, int events, List<Round> rounds) {
    return new Comparison(
        name,
        title,
        false,
        "%,d events that were there already, and nothing else".formatted(events),
        List.of(new Series("ringfence", rounds, List.of())));
  }

  private void measureBesideCommands() {
    progress.say("Starting a local stack");
    try (DevProcess dev = DevProcess.start();
        ServerLoad load = new ServerLoad(dev.target(), settings, run, FIRST_ACCOUNT_ID)) {
      load.fund();
      WatchedRounds watched = new WatchedRounds(dev, load, settings, progress);
      watched.run(mode, settings.firstWarmup());
      comparisons.add(watched.untilAnswered());
      comparisons.addAll(watched.untilSeen());
      measureIngress(load);
      check(load);
    }
  }

  private void measureIngress(ServerLoad load) {
    Scenario payments = scenario(Suite.INGRESS, Mix.INGRESS, new Rate(RATE));
    warmUp(load, payments);
    IngressTimes before = ingressTimes(load);
    for (int number = 0; number < settings.rounds(); number++) {
      progress.say("Payments over Kafka at 1,000/s, round " + (number + 1));
      load.round(payments, settings.duration(), settings.seed() + number);
    }
    IngressTimes times = ingressTimes(load).since(before);
    double millis = times.millis(99);
    ingressLines.add(
        new Line(
            "Payment record to committed, 1,000/s, p99 (of %,d, between bounds)"
                .formatted(times.count()),
            "≤ 100 ms",
            Figures.millis(millis),
            List.of(),
            Verdict.on(millis <= INGRESS_GOAL_MILLIS)));
    notes.add(
        "Payment record to committed: p50 %s, p99.9 %s"
            .formatted(Figures.millis(times.millis(50)), Figures.millis(times.millis(99.9))));
  }

  private static IngressTimes ingressTimes(ServerLoad load) {
    return IngressTimes.parse(StageTimes.page(load.target().metricsUrl()));
  }

  private void measureCost() {
    progress.say("Starting two local stacks, one of them without relay and projection");
    try (DevProcess with = DevProcess.start();
        DevProcess without = DevProcess.start("--roles", "engine");
        ServerLoad loadWith = new ServerLoad(with.target(), settings, run, FIRST_ACCOUNT_ID);
        ServerLoad loadWithout =
            new ServerLoad(without.target("without events"), settings, run, FIRST_ACCOUNT_ID)) {
      loadWith.fund();
      loadWithout.fund();
      Scenario reserves = scenario(Suite.EVENTS_COST, Mix.RESERVE, Rate.MAX);
      OutboxLag lag = new OutboxLag(with.jdbcUrl());
      warmUp(loadWithout, reserves);
      warmUp(loadWith, reserves);
      lag.awaitNone();
      List<Round> roundsWith = new ArrayList<>();
      List<Round> roundsWithout = new ArrayList<>();
      List<Long> waiting = new ArrayList<>();
      for (int number = 0; number < settings.rounds(); number++) {
        progress.say("Reserves with and without events, round " + (number + 1));
        roundsWithout.add(loadWithout.round(reserves, settings.duration(), settings.seed()));
        roundsWith.add(loadWith.round(reserves, settings.duration(), settings.seed()));
        waiting.add(lag.events());
        lag.awaitNone();
      }
      comparisons.add(
          new Comparison(
              Suite.EVENTS_COST,
              "Durable reserves with events, " + mode.name().toLowerCase(Locale.ROOT),
              false,
              reserves.loop(),
              List.of(
                  new Series("ringfence", roundsWith, List.of()),
                  new Series("without events", roundsWithout, List.of()))));
      notes.add("Events that waited in the outbox when a round with events ended: " + waiting);
      check(loadWith);
      check(loadWithout);
    }
  }

  private void warmUp(ServerLoad load, Scenario scenario) {
    if (settings.warmup().isPositive()) {
      load.round(scenario, settings.warmup(), settings.seed() - 1);
    }
  }

  private void check(ServerLoad load) {
    progress.say("Checking the books");
    checks.addAll(load.check());
  }

  private Scenario scenario(String name, Mix mix, Rate rate) {
    return new Scenario(name, name, mode, mix, Keys.UNIFORM, rate);
  }
}
