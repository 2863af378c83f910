package dev.ringfence.gateway.kafka;

import dev.ringfence.journal.relay.Topics;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which records become dead letters, at most once a second: there may be a million. Says once
 * which topic takes none, and once that it does again.
 */
final class DeadLetterLog {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaIngress.class);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanoClock;
  private long dueNanos;
  private long untold;

  DeadLetterLog(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    dueNanos = nanoClock.getAsLong();
  }

  void tell(PendingRecord letter) {
    if (!isDue()) {
      untold++;
      return;
    }
    ConsumerRecord<byte[], byte[]> record = letter.record();
    LOG.warn(
        "A record becomes a dead letter: {} partition {} offset {}: {} ({} more since the last"
            + " line)",
        record.topic(),
        record.partition(),
        record.offset(),
        letter.deadReason(),
        untold);
    untold = 0;
  }

  /** Called once while a topic takes none. */
  void notTaken(PendingRecord letter, Exception cause, int untaken) {
    LOG.warn(
        "{} takes no dead letters, {} wait for it; their partitions wait with them: {}",
        Topics.deadLetter(letter.record().topic()),
        untaken,
        cause.getMessage());
  }

  void taken(PendingRecord letter) {
    LOG.info("{} takes dead letters again", Topics.deadLetter(letter.record().topic()));
  }

  void defect(RuntimeException defect) {
    LOG.error("The engine does not take what validation lets pass", defect);
  }

  private boolean isDue() {
    long nowNanos = nanoClock.getAsLong();
    if (nowNanos - dueNanos < 0) {
      return false;
    }
    dueNanos = nowNanos + PAUSE_NANOS;
    return true;
  }
}
