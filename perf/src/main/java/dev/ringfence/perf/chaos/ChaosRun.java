package dev.ringfence.perf.chaos;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Rounds of chaos on one stack, until the time is over or enough was killed. */
final class ChaosRun {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private final ChaosSettings settings;
  private final Path folder;
  private final Consumer<String> progress;
  private final Findings findings = new Findings();
  private final Outages outages = new Outages();
  private final BooksReport books = new BooksReport();
  private int kills;
  private int rounds;

  /**
   * @param folder for data, logs and journals
   */
  ChaosRun(ChaosSettings settings, Path folder, Consumer<String> progress) {
    this.settings = settings;
    this.folder = folder;
    this.progress = progress;
  }

  void run() throws SQLException {
    Plan plan = new Plan(settings.seed());
    try (ChaosStack stack = ChaosStack.start(folder);
        Probe probe = new Probe(stack.addresses())) {
      probe.open(START_LIMIT);
      long endNanos = System.nanoTime() + settings.duration().toNanos();
      while (findings.isEmpty() && goesOn(endNanos)) {
        ChaosRound round =
            new ChaosRound(
                stack, probe, plan, folder, settings, rounds, findings, outages, progress);
        try {
          books.add(round.run(roundDuration(endNanos), killsLeft()));
        } finally {
          kills += round.kills();
          rounds++;
        }
        progress.accept("Round %d, %d kills so far: %s".formatted(rounds, kills, books.line()));
      }
    } catch (ChaosException e) {
      findings.add(e.getMessage());
    }
  }

  Findings findings() {
    return findings;
  }

  BooksReport books() {
    return books;
  }

  int kills() {
    return kills;
  }

  /** What was done and found, for people. */
  String report() {
    StringBuilder report = new StringBuilder();
    report.append(
        "%,d processes killed in %d rounds, seed %d%n%s%n%n%s"
            .formatted(kills, rounds, settings.seed(), books.line(), outages.table()));
    if (findings.isEmpty()) {
      report.append("\nEvery acknowledgement is there once, no refusal is, all invariants hold.\n");
    } else {
      report.append("\n%,d findings; the first:%n".formatted(findings.count()));
      findings.words().forEach(words -> report.append("  ").append(words).append('\n'));
    }
    return report.toString();
  }

  private boolean goesOn(long endNanos) {
    return settings.kills() > 0 ? kills < settings.kills() : System.nanoTime() - endNanos < 0;
  }

  private Duration roundDuration(long endNanos) {
    if (settings.kills() > 0) {
      return settings.round();
    }
    long leftNanos = endNanos - System.nanoTime();
    return Duration.ofNanos(
        Math.min(settings.round().toNanos(), Math.max(leftNanos, TimeUnit.SECONDS.toNanos(1))));
  }

  private int killsLeft() {
    return settings.kills() > 0 ? settings.kills() - kills : Integer.MAX_VALUE;
  }
}
