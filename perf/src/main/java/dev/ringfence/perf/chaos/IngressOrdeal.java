package dev.ringfence.perf.chaos;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Fills and payments out of Kafka beside all other harm of a round: half of them twice, poison
 * among them, and somebody who joins the group of the ingress again and again.
 */
final class IngressOrdeal implements AutoCloseable {
  private static final int ACCOUNTS = 40;
  private static final long AWAY_FROM_THE_CLIENTS = 500_000;
  private static final long FUNDS = 10_000_000_000L;
  private static final long RESERVED = 9_000_000_000L;
  private static final int REBALANCES = 3;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration CALM = Duration.ofMinutes(3);
  private static final long POLL_MILLIS = 100;

  private final ChaosStack stack;
  private final Probe probe;
  private final Findings findings;
  private final Consumer<String> progress;
  private final String prefix;
  private final long firstAccountId;
  private final IngressFeed feed;
  private final Intruder intruder;

  IngressOrdeal(
      ChaosStack stack,
      Probe probe,
      ChaosSettings settings,
      int round,
      long firstAccountId,
      Findings findings,
      Consumer<String> progress) {
    this.stack = stack;
    this.probe = probe;
    this.findings = findings;
    this.progress = progress;
    this.firstAccountId = firstAccountId + AWAY_FROM_THE_CLIENTS;
    prefix = "ingress-" + round + "-";
    feed =
        new IngressFeed(
            stack.bootstrapServers(),
            prefix,
            settings.seed() + round,
            this.firstAccountId,
            ACCOUNTS,
            settings.perSecond());
    intruder = new Intruder(stack.bootstrapServers(), settings.intruderAway());
  }

  /** Returns once the group was rebalanced a few times, within a minute. */
  void begin() throws SQLException {
    gather();
    for (long accountId = firstAccountId; accountId < firstAccountId + ACCOUNTS; accountId++) {
      probe.insist(ask(Kind.OPEN, "open", accountId, "", 0), LIMIT);
      probe.insist(ask(Kind.DEPOSIT, "funds", accountId, "", FUNDS), LIMIT);
      probe.insist(ask(Kind.RESERVE, "order", accountId, IngressRecord.ORDER, RESERVED), LIMIT);
    }
    feed.start();
    intruder.start();
    long beganNanos = System.nanoTime();
    long latestNanos = beganNanos + CALM.toNanos();
    while (intruder.intrusions() < REBALANCES && System.nanoTime() - latestNanos < 0) {
      Inflicted.pause(POLL_MILLIS);
    }
    if (intruder.intrusions() < REBALANCES) {
      findings.add(
          "The group was joined "
              + intruder.intrusions()
              + " times only, in "
              + CALM.toSeconds()
              + " s");
    }
    progress.accept(
        "Ingress: an intruder got partitions %d times in %d s"
            .formatted(
                intruder.intrusions(),
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beganNanos)));
  }

  /** Everything is healed: waits until each record has ended, and compares. */
  void end() throws SQLException {
    close();
    gather();
    IngressBooks books = new IngressBooks(stack.bootstrapServers(), stack.jdbcUrl(), findings);
    books.awaitAllRead();
    IngressBooks.Report report =
        books.compare(
            feed, prefix, firstAccountId, firstAccountId + ACCOUNTS - 1, ACCOUNTS * FUNDS);
    if (report.poison() == 0 || report.copies() == 0 || report.effects() == 0) {
      findings.add("The feed lacks something: " + report.line());
    }
    progress.accept(
        "Ingress: %s; an intruder got partitions %d times"
            .formatted(report.line(), intruder.intrusions()));
  }

  @Override
  public void close() {
    intruder.close();
    feed.close();
  }

  /** Only who serves every shard reads, so one engine has to have them all. */
  private void gather() throws SQLException {
    stack.gatherShards(() -> probe.awaitServing(LIMIT));
  }

  private static Ask ask(Kind kind, String requestId, long accountId, String order, long amount) {
    return new Ask(0, Purpose.NEW, kind, requestId, accountId, order, "", amount, 0, 0);
  }
}
