package dev.ringfence.journal.letters;

import dev.ringfence.journal.Complaint;
import dev.ringfence.journal.relay.Topics;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;

/**
 * Says which records become dead letters, at most once a second: there may be a million. Says once
 * which topic takes none, and once that it does again.
 */
final class DeadLetterLog {
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Logger log;
  private final LongSupplier nanoClock;
  private long dueNanos;
  private long untold;

  DeadLetterLog(Logger log, LongSupplier nanoClock) {
    this.log = log;
    this.nanoClock = nanoClock;
    dueNanos = nanoClock.getAsLong();
  }

  void tell(Letter letter) {
    if (!isDue()) {
      untold++;
      return;
    }
    ConsumerRecord<byte[], byte[]> record = letter.record();
    log.warn(
        "A record becomes a dead letter: {} partition {} offset {}: {} ({} more since the last"
            + " line)",
        record.topic(),
        record.partition(),
        record.offset(),
        letter.reason(),
        untold);
    untold = 0;
  }

  /** Called once while a topic takes none. */
  void notTaken(Letter letter, Exception cause, int untaken) {
    log.warn(
        "{} takes no dead letters, {} wait for it; their partitions wait with them: {}",
        Topics.deadLetter(letter.record().topic()),
        untaken,
        Complaint.reason(cause));
  }

  void taken(Letter letter) {
    log.info("{} takes dead letters again", Topics.deadLetter(letter.record().topic()));
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
