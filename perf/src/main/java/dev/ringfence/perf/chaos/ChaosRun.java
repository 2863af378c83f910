package dev.ringfence.perf.chaos;

import dev.ringfence.perf.chaos.Plan.Step;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rounds of chaos on one stack, until the time is over or enough was killed. */
final class ChaosRun {
  private static final Logger LOG = LoggerFactory.getLogger(ChaosRun.class);
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private final ChaosSettings settings;
  private final Path folder;
  private final Consumer<String> progress;
  private final Findings findings = new Findings();
  private final Outages outages = new Outages();
  private final BooksReport books = new BooksReport();
  private final Kills kills = new Kills();
  private int rounds;

  /**
   * @param folder for data, logs and journals
   */
  ChaosRun(ChaosSettings settings, Path folder, Consumer<String> progress) {
    this.settings = settings;
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * Does it all.
   *
   * @throws NothingTriedException if the stack did not come to serve in the first place
   */
  void run() {
    try (ChaosStack stack = start();
        Probe probe = new Probe(stack.addresses())) {
      awaitServing(stack, probe);
      if (!stack.diskCanBeFull()) {
        progress.accept("No full disk: this machine lets nobody mount a small one");
      }
      Plan plan = new Plan(settings.seed(), stack.diskCanBeFull(), firstSteps());
      long endNanos = System.nanoTime() + settings.duration().toNanos();
      while (findings.isEmpty() && goesOn(endNanos)) {
        ChaosRound round =
            new ChaosRound(
                stack, probe, plan, folder, settings, rounds, findings, outages, kills, progress);
        rounds++;
        books.add(round.run(roundDuration(endNanos), mostKills()));
        books.checkForgotten(stack.timesTaken(), findings);
        progress.accept(
            "Round %d, %d kills so far, %s; %s"
                .formatted(rounds, kills.total(), outages.line(), books.line()));
      }
    } catch (NothingTriedException e) {
      throw e;
    } catch (SQLException | RuntimeException e) {
      // Whatever it is: what was done so far is still told.
      LOG.warn("The chaos can't go on", e);
      findings.add("The chaos can't go on: " + e.getMessage());
    }
  }

  Findings findings() {
    return findings;
  }

  BooksReport books() {
    return books;
  }

  int kills() {
    return kills.total();
  }

  /** What was done and found, for people. */
  String report() {
    StringBuilder report = new StringBuilder();
    report.append(
        "%,d processes killed in %d rounds, seed %d: %s%n%s%n%n%s"
            .formatted(
                kills.total(), rounds, settings.seed(), kills, books.line(), outages.table()));
    if (findings.isEmpty()) {
      report.append('\n').append(books.verdict()).append('\n');
    } else {
      report.append("\n%,d findings; the first:%n".formatted(findings.count()));
      findings.words().forEach(words -> report.append("  ").append(words).append('\n'));
    }
    return report.toString();
  }

  private ChaosStack start() {
    try {
      return ChaosStack.start(folder);
    } catch (RuntimeException e) {
      throw new NothingTriedException(e);
    }
  }

  /** A broker that never came would be found as one that was harmed. */
  private static void awaitServing(ChaosStack stack, Probe probe) {
    try {
      probe.open(START_LIMIT);
      stack.awaitKafka(START_LIMIT);
    } catch (RuntimeException e) {
      throw new NothingTriedException(e);
    }
  }

  private List<Step> firstSteps() {
    List<Step> steps = new ArrayList<>();
    if (!settings.kafkaAway().isZero()) {
      steps.add(Step.withoutKafka(settings.kafkaAway().toMillis()));
    }
    if (settings.ingress()) {
      steps.add(Step.OWNER_KILLED);
    }
    return steps;
  }

  private boolean goesOn(long endNanos) {
    return kills.total() < mostKills() && System.nanoTime() - endNanos < 0;
  }

  private Duration roundDuration(long endNanos) {
    long leftNanos = endNanos - System.nanoTime();
    return Duration.ofNanos(
        Math.min(settings.round().toNanos(), Math.max(leftNanos, TimeUnit.SECONDS.toNanos(1))));
  }

  private int mostKills() {
    return settings.kills() > 0 ? settings.kills() : Integer.MAX_VALUE;
  }
}
