package dev.ringfence.gateway.kafka;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.command.RefusalRule;
import dev.ringfence.engine.command.ReplySink;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.gateway.validation.Validated;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One record on its way. It belongs to the ingress's thread, but for the time between its going
 * into a ring and its coming back through {@code onReply}, which the shard's thread calls.
 */
final class PendingRecord implements CommandWriter, ReplySink {
  private final ConsumerRecord<byte[], byte[]> record;
  private final PartitionWindow window;
  private final Lane lane;
  private final long takenNanos;
  private final Validated.Valid command;
  private final boolean requeued;
  private final Consumer<PendingRecord> onReply;

  private RefusalRule rule = RefusalRule.TENTATIVE;
  private boolean lastTry;
  private long publishedNanos;
  private long dueNanos;
  private int attempts;
  private int transients;
  private boolean done;

  private Failure failure;
  private Reason reason;
  private boolean replayed;

  /**
   * @param lane null where nothing depends on the order
   * @param command null where the record can't be read
   */
  PendingRecord(
      ConsumerRecord<byte[], byte[]> record,
      PartitionWindow window,
      Lane lane,
      long takenNanos,
      Validated.Valid command,
      Consumer<PendingRecord> onReply) {
    this.record = record;
    this.window = window;
    this.lane = lane;
    this.takenNanos = takenNanos;
    this.command = command;
    this.onReply = onReply;
    requeued = record.headers().lastHeader(RequeueHeaders.COUNT) != null;
  }

  ConsumerRecord<byte[], byte[]> record() {
    return record;
  }

  PartitionWindow window() {
    return window;
  }

  /** Where it stands in order; null where nothing depends on that. */
  Lane lane() {
    return lane;
  }

  long takenNanos() {
    return takenNanos;
  }

  long accountId() {
    return command.accountId();
  }

  /**
   * Gets ready for a ring.
   *
   * @param isLast whether a refusal will be the last word
   */
  void prepare(boolean isLast, long nowNanos) {
    lastTry = isLast;
    rule = rule(isLast);
    publishedNanos = nowNanos;
  }

  boolean wasLastTry() {
    return lastTry;
  }

  private RefusalRule rule(boolean isLast) {
    if (requeued) {
      return RefusalRule.RECONSIDER;
    }
    return isLast ? RefusalRule.STICKS : RefusalRule.TENTATIVE;
  }

  @Override
  public void write(Command slot) {
    command.writer().write(slot);
    slot.receivedNanos(publishedNanos).refusalRule(rule).replySink(this);
  }

  @Override
  public void onAnswer(Command slot, Answer answer) {
    failure = null;
    reason = answer.reason();
    replayed = answer.replayed();
    onReply.accept(this);
  }

  @Override
  public void onFailure(Command slot, Failure cause) {
    failure = cause;
    onReply.accept(this);
  }

  /** Whether the shard gave an answer; if not, nothing is known, and it is asked again. */
  boolean isAnswered() {
    return failure == null;
  }

  Reason reason() {
    return reason;
  }

  boolean wasReplayed() {
    return replayed;
  }

  /** How often it was decided. */
  int attempts() {
    return attempts;
  }

  void countAttempt() {
    attempts++;
    transients = 0;
  }

  /** How often in a row it was not decided, not counting this time. */
  int countTransient() {
    return transients++;
  }

  long dueNanos() {
    return dueNanos;
  }

  void waitUntil(long nanos) {
    dueNanos = nanos;
  }

  boolean isDone() {
    return done;
  }

  void finish() {
    done = true;
  }
}
