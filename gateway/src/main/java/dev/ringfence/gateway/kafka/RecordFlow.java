package dev.ringfence.gateway.kafka;

import dev.ringfence.engine.domain.Reason;
import dev.ringfence.gateway.kafka.Reading.Understood;
import dev.ringfence.gateway.kafka.Reading.Unreadable;
import dev.ringfence.gateway.routing.CommandRouter;
import dev.ringfence.gateway.validation.Validated;
import dev.ringfence.journal.letters.DeadLetters;
import dev.ringfence.journal.letters.Letter;
import dev.ringfence.journal.relay.ProducerFactory;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to the records between their reading and their end: into the rings, again where that
 * helps, and into the dead letters where nothing does. Belongs to the ingress's thread; shards and
 * the producer only put what comes back into queues.
 */
final class RecordFlow implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaIngress.class);
  private static final long DRAIN_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final CommandRouter router;
  private final IngressConfig config;
  private final IngressMetrics metrics;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final LongConsumer pause;
  private final RecordReader reader;
  private final DeadLetters deadLetters;
  private final Consumer<PendingRecord> onReply;

  private final ArrayDeque<PendingRecord> ready = new ArrayDeque<>();
  private final PriorityQueue<PendingRecord> waiting =
      new PriorityQueue<>((one, other) -> Long.signum(one.dueNanos() - other.dueNanos()));
  private final Queue<PendingRecord> answered = new ConcurrentLinkedQueue<>();
  private int inFlight;

  /**
   * @param pause waits for so many nanoseconds, or less
   * @param wake called on other threads whenever something came back
   */
  RecordFlow(
      CommandRouter router,
      ProducerFactory deadLetterProducers,
      IngressConfig config,
      IngressMetrics metrics,
      InstantSource clock,
      LongSupplier nanoClock,
      LongConsumer pause,
      Runnable wake) {
    this.router = router;
    this.config = config;
    this.metrics = metrics;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.pause = pause;
    reader = new RecordReader(config.maxRecordBytes());
    deadLetters =
        new DeadLetters(
            deadLetterProducers,
            config::transientPauseNanos,
            metrics::onLetterFailure,
            clock,
            nanoClock,
            LOG,
            wake);
    onReply =
        record -> {
          answered.add(record);
          wake.run();
        };
  }

  /** Takes a record in; it goes on its way with the next turn. */
  void take(ConsumerRecord<byte[], byte[]> record, PartitionWindow window) {
    switch (reader.read(record)) {
      case Understood(Validated.Valid command) -> {
        PendingRecord pending = pending(record, window, command);
        if (pending.lane() == null || pending.lane().enter(pending)) {
          ready.add(pending);
        }
      }
      case Unreadable(String reason) -> bury(pending(record, window, null), reason);
    }
  }

  private PendingRecord pending(
      ConsumerRecord<byte[], byte[]> record, PartitionWindow window, Validated.Valid command) {
    boolean ordered = command != null && IngressTopic.of(record.topic()).isOrdered();
    Lane lane = ordered ? window.lane(command.accountId()) : null;
    PendingRecord pending =
        new PendingRecord(record, window, lane, nanoClock.getAsLong(), command, onReply);
    window.add(pending);
    return pending;
  }

  /** Settles what came back, and sends on what may go. Never blocks. */
  void turn() {
    settle();
    long nowNanos = nanoClock.getAsLong();
    while (!waiting.isEmpty() && waiting.peek().dueNanos() - nowNanos <= 0) {
      resume(waiting.remove());
    }
    while (inFlight < config.maxInFlight() && !ready.isEmpty()) {
      publish(ready.remove(), nowNanos);
    }
  }

  /** Whether nothing is expected back and nothing could go at once. */
  boolean isIdle() {
    return inFlight == 0 && deadLetters.isIdle() && ready.isEmpty();
  }

  int inFlight() {
    return inFlight;
  }

  int untakenLetters() {
    return deadLetters.untaken();
  }

  /** How long until something is to be tried again, at most the limit. */
  long nanosUntilDue(long limitNanos) {
    long untilDueNanos = Math.min(limitNanos, deadLetters.nanosUntilDue());
    if (!waiting.isEmpty()) {
      untilDueNanos = Math.min(untilDueNanos, waiting.peek().dueNanos() - nanoClock.getAsLong());
    }
    return Math.max(0, untilDueNanos);
  }

  /** Waits a little for what is out, so that those who come next have less to do again. */
  void drain(Collection<PartitionWindow> windows) {
    long untilNanos = nanoClock.getAsLong() + millis(config.drainMillis());
    settle();
    while (!windows.stream().allMatch(PartitionWindow::isQuiet)
        && nanoClock.getAsLong() - untilNanos < 0) {
      pause.accept(DRAIN_LOOK_NANOS);
      settle();
    }
  }

  @Override
  public void close() {
    deadLetters.close();
  }

  private void settle() {
    for (PendingRecord record = answered.poll(); record != null; record = answered.poll()) {
      inFlight--;
      record.window().returned();
      if (!record.window().isClosed()) {
        onAnswer(record);
      }
    }
    deadLetters.turn();
  }

  private void resume(PendingRecord record) {
    if (!record.window().isClosed()) {
      ready.add(record);
    }
  }

  private void publish(PendingRecord record, long nowNanos) {
    PartitionWindow window = record.window();
    if (window.isClosed()) {
      return;
    }
    record.prepare(isLastTry(record, nowNanos), nowNanos);
    try {
      switch (router.tryPublish(record.accountId(), record)) {
        case ADMITTED -> {
          inFlight++;
          window.sent();
        }
        case FULL, NOT_SERVING, OUTBOX_FULL -> waitForShard(record);
      }
    } catch (RuntimeException defect) {
      // What passed validation and is refused here is a defect; it must not hold up the others.
      LOG.error("The engine does not take what validation lets pass", defect);
      makeWay(record);
      bury(record, "DEFECT: the engine does not take it: " + defect.getMessage());
    }
  }

  private boolean isLastTry(PendingRecord record, long nowNanos) {
    int allowed = config.attempts();
    long patienceNanos = millis(config.retryPauseMillis()) * (allowed - 1);
    return record.attempts() + 1 >= allowed
        || (record.lane() != null && record.lane().hasWaited(record, patienceNanos, nowNanos));
  }

  private void onAnswer(PendingRecord record) {
    if (!record.isAnswered()) {
      waitForShard(record);
      return;
    }
    record.countAttempt();
    Reason reason = record.reason();
    if (reason == Reason.NONE) {
      if (record.lane() != null) {
        record.lane().onAccepted();
      }
      makeWay(record);
      finish(record, record.wasReplayed() ? Fate.REPLAYED : Fate.APPLIED);
      return;
    }
    long nowNanos = nanoClock.getAsLong();
    if (reason.canPass() && !record.wasLastTry() && !record.wasReplayed()) {
      if (record.lane() != null) {
        record.lane().onRefused(nowNanos);
      }
      record.waitUntil(nowNanos + millis(config.retryPauseMillis()));
      waiting.add(record);
      metrics.onRetry(record.record().topic());
      return;
    }
    makeWay(record);
    bury(record, reason + (record.wasReplayed() ? ": refused before" : ": refused"));
  }

  /** The shard took nothing, or can't say what came of it: that says nothing about the record. */
  private void waitForShard(PendingRecord record) {
    metrics.onTransient(record.record().topic());
    record.waitUntil(nanoClock.getAsLong() + config.transientPauseNanos(record.countTransient()));
    waiting.add(record);
  }

  /** The next record of the account may go. */
  private void makeWay(PendingRecord record) {
    if (record.lane() == null) {
      return;
    }
    PendingRecord next = record.lane().leave();
    if (next == null) {
      record.window().closeLane(record.accountId());
    } else {
      ready.add(next);
    }
  }

  private void bury(PendingRecord record, String reason) {
    metrics.onDeadLetter(record.record().topic(), reason.substring(0, reason.indexOf(':')));
    deadLetters.add(
        new Letter(
            record.record(),
            record.window(),
            reason,
            record.attempts(),
            nanoClock.getAsLong(),
            () -> onTaken(record)));
  }

  private void onTaken(PendingRecord record) {
    if (!record.window().isClosed()) {
      finish(record, Fate.DEAD_LETTER);
    }
  }

  private void finish(PendingRecord record, Fate fate) {
    record.finish();
    long ageMillis = Math.max(0, clock.millis() - record.record().timestamp());
    metrics.onFinished(record.record().topic(), fate, ageMillis);
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
