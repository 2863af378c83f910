package dev.ringfence.perf.bench;

import dev.ringfence.perf.report.Check;
import dev.ringfence.perf.report.Comparison;
import dev.ringfence.perf.report.Figures;
import dev.ringfence.perf.report.Round;
import dev.ringfence.perf.report.Series;
import dev.ringfence.perf.report.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts the same loads on several servers in turn, so that a noisy minute hits all of them. */
final class BenchRun {
  private final List<ServerLoad> servers;
  private final LoadSettings settings;
  private final Progress progress;

  /** How long each server was under load when its accounts were opened and funded. */
  private final Map<ServerLoad, Duration> fundings = new HashMap<>();

  private final List<String> notes = new ArrayList<>();
  private boolean isWarm;

  BenchRun(List<ServerLoad> servers, LoadSettings settings, Progress progress) {
    this.servers = servers;
    this.settings = settings;
    this.progress = progress;
  }

  void fund() {
    for (ServerLoad server : servers) {
      progress.say(
          "%s: opening and funding %,d accounts"
              .formatted(server.target().label(), settings.accounts()));
      long beganNanos = System.nanoTime();
      server.fund();
      fundings.put(server, Duration.ofNanos(System.nanoTime() - beganNanos));
    }
  }

  Comparison compare(Scenario scenario, Duration duration) {
    List<List<Round>> rounds = new ArrayList<>();
    List<List<Stage>> stages = new ArrayList<>();
    for (ServerLoad server : servers) {
      warmUp(server, scenario);
      rounds.add(new ArrayList<>());
      stages.add(List.of());
    }
    isWarm = true;
    for (int number = 0; number < settings.rounds(); number++) {
      int asked = number == 0 || Suite.isAgainstRivals(scenario) ? servers.size() : 1;
      for (int i = 0; i < asked; i++) {
        Round round = round(servers.get(i), scenario, duration, number);
        rounds.get(i).add(round);
        stages.set(i, StageTimes.scrape(servers.get(i).target().metricsUrl()));
        progress.say(
            "%s, round %d of %d, %s: %s, p50 %s, p99 %s"
                .formatted(
                    scenario.title(),
                    number + 1,
                    settings.rounds(),
                    servers.get(i).target().label(),
                    Figures.rate(round.answersPerSecond()),
                    Figures.millis(round.latencyMillis(50)),
                    Figures.millis(round.latencyMillis(99))));
        if (i == 0 && asked > 1) {
          awaitEvents(scenario);
        }
      }
    }
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < servers.size(); i++) {
      series.add(new Series(servers.get(i).target().label(), rounds.get(i), stages.get(i)));
    }
    return new Comparison(
        scenario.name(), scenario.title(), scenario.isOpenLoop(), scenario.loop(), series);
  }

  /** What a reader must know to judge the figures. */
  List<String> notes() {
    return notes;
  }

  /** Asks every server, and PostgreSQL, what they hold. */
  List<Check> check() {
    List<Check> checks = new ArrayList<>();
    for (ServerLoad server : servers) {
      progress.say("%s: checking the books".formatted(server.target().label()));
      checks.addAll(server.check());
    }
    return checks;
  }

  /** What carries the events of the first one's round must not take the cores from its rivals. */
  private void awaitEvents(Scenario scenario) {
    Target target = servers.getFirst().target();
    // Textbook services publish nothing.
    if (target.database() == null || !target.sessions()) {
      return;
    }
    OutboxLag lag = new OutboxLag(target.database().jdbcUrl());
    progress.say(
        "%s, %,d events go to Kafka before its rivals are measured"
            .formatted(scenario.title(), lag.events()));
    long left = lag.awaitFewest();
    if (left > 0) {
      notes.add(
          "%s: %,d events still waited for Kafka when its rivals were measured."
              .formatted(scenario.title(), left));
    }
  }

  private void warmUp(ServerLoad server, Scenario scenario) {
    Duration warmup = isWarm ? settings.warmup() : firstWarmup(server);
    if (warmup.isPositive()) {
      progress.say("%s, warm-up, %s".formatted(scenario.title(), server.target().label()));
      server.round(server.suited(scenario), warmup, settings.seed() - 1);
    }
  }

  /** All servers are under load for as long; who took longer for the accounts has had his part. */
  private Duration firstWarmup(ServerLoad server) {
    Duration whole = settings.firstWarmup();
    Duration left = whole.minus(fundings.getOrDefault(server, Duration.ZERO));
    Duration least = Collections.min(List.of(settings.warmup(), whole));
    return Collections.max(List.of(left, least));
  }

  private Round round(ServerLoad server, Scenario scenario, Duration duration, int number) {
    return server.round(server.suited(scenario), duration, settings.seed() + number);
  }
}
