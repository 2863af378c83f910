package dev.ringfence.journal.letters;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A record on its way to the dead letters of its topic. Belongs to the thread that reads. */
public final class Letter {
  /** The partition that it was read from, and whose offset waits for it. */
  public interface Origin {
    /** Whether another reads there by now, who will meet the record again. */
    boolean isClosed();

    /** A letter went to the brokers. */
    void sent();

    /** It came back, taken or not. */
    void returned();
  }

  private final ConsumerRecord<byte[], byte[]> record;
  private final Origin origin;
  private final String reason;
  private final int attempts;
  private final long deadNanos;
  private final Runnable onTaken;
  private boolean stripped;
  private int triesInVain;
  private Exception failure;

  /**
   * @param reason why nobody can process it
   * @param attempts how often that was tried
   * @param deadNanos since when it is a dead letter
   * @param onTaken called once it is among the dead letters for good
   */
  public Letter(
      ConsumerRecord<byte[], byte[]> record,
      Origin origin,
      String reason,
      int attempts,
      long deadNanos,
      Runnable onTaken) {
    this.record = record;
    this.origin = origin;
    this.reason = reason;
    this.attempts = attempts;
    this.deadNanos = deadNanos;
    this.onTaken = onTaken;
  }

  ConsumerRecord<byte[], byte[]> record() {
    return record;
  }

  Origin origin() {
    return origin;
  }

  String reason() {
    return reason;
  }

  int attempts() {
    return attempts;
  }

  long deadNanos() {
    return deadNanos;
  }

  void taken() {
    onTaken.run();
  }

  /** Whether its content stays behind, as the brokers find it too large. */
  boolean isStripped() {
    return stripped;
  }

  void strip() {
    stripped = true;
  }

  /** How often it was sent in vain, not counting this time. */
  int countTry() {
    return triesInVain++;
  }

  /** Why it was not taken; null if it was. */
  Exception failure() {
    return failure;
  }

  void failure(Exception cause) {
    failure = cause;
  }
}
