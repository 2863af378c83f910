package dev.ringfence.journal.letters;

import dev.ringfence.journal.relay.ProducerFactory;
import java.time.InstantSource;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;

/**
 * Brings every letter to its topic, however long that takes. A topic that takes none holds up its
 * own letters alone: docs/adr/0050. Belongs to the thread that reads; the producer only puts what
 * comes back into a queue.
 */
public final class DeadLetters implements AutoCloseable {
  /**
   * Until a letter waits for so long it is no trouble: a producer has to learn first where a topic
   * is.
   */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final IntToLongFunction pauses;
  private final Consumer<String> onFailure;
  private final LongSupplier nanoClock;
  private final DeadLetterLog log;
  private final DeadLetterWriter writer;
  private final Map<String, DeadLetterTopic> topics = new TreeMap<>();
  private final Queue<Letter> returned = new ConcurrentLinkedQueue<>();
  private int out;

  /**
   * @param producers see {@link DeadLetterProducers}
   * @param pauses how long to wait, in nanoseconds, after so many tries in vain and one more
   * @param onFailure told of each topic that did not take one which has waited for a while
   * @param log where it is said
   * @param wake called on other threads whenever something came back
   */
  public DeadLetters(
      ProducerFactory producers,
      IntToLongFunction pauses,
      Consumer<String> onFailure,
      InstantSource clock,
      LongSupplier nanoClock,
      Logger log,
      Runnable wake) {
    this.pauses = pauses;
    this.onFailure = onFailure;
    this.nanoClock = nanoClock;
    this.log = new DeadLetterLog(log, nanoClock);
    writer =
        new DeadLetterWriter(
            producers,
            clock,
            letter -> {
              returned.add(letter);
              wake.run();
            });
  }

  /** Takes a letter in; it goes with the next turn that it may. */
  public void add(Letter letter) {
    log.tell(letter);
    topic(letter).hold(letter);
  }

  /** Settles what came back, and sends what may go. Never blocks. */
  public void turn() {
    for (Letter letter = returned.poll(); letter != null; letter = returned.poll()) {
      out--;
      letter.origin().returned();
      onReturn(letter);
    }
    topics.values().forEach(this::sendFrom);
  }

  /** Whether none is expected back. */
  public boolean isIdle() {
    return out == 0;
  }

  /** Letters that their topic has not taken yet. */
  public int untaken() {
    return topics.values().stream().mapToInt(DeadLetterTopic::untaken).sum();
  }

  /** How long until one may go, as far as that is a matter of time. */
  public long nanosUntilDue() {
    long nowNanos = nanoClock.getAsLong();
    return topics.values().stream()
        .mapToLong(topic -> topic.nanosUntilDue(nowNanos))
        .min()
        .orElse(DeadLetterTopic.NEVER);
  }

  @Override
  public void close() {
    writer.close();
  }

  private void sendFrom(DeadLetterTopic topic) {
    long nowNanos = nanoClock.getAsLong();
    while (canWrite()) {
      Letter letter = topic.next(nowNanos);
      if (letter == null) {
        return;
      }
      out++;
      letter.origin().sent();
      writer.send(letter);
    }
  }

  /** A producer is not taken from letters that are on their way with it. */
  private boolean canWrite() {
    if (writer.isBroken() && out == 0) {
      writer.renew();
    }
    return !writer.isBroken();
  }

  private void onReturn(Letter letter) {
    Exception failure = letter.failure();
    if (failure == null) {
      if (topic(letter).tookOne()) {
        log.taken(letter);
      }
      letter.taken();
    } else if (failure instanceof RecordTooLargeException && !letter.isStripped()) {
      letter.strip();
      topic(letter).sendAgain(letter);
    } else {
      onRefused(letter, topic(letter), failure);
    }
  }

  private void onRefused(Letter letter, DeadLetterTopic topic, Exception failure) {
    long nowNanos = nanoClock.getAsLong();
    topic.refused(letter);
    int failuresBefore = topic.countFailure();
    if (failuresBefore >= 0) {
      // A letter that alone is not taken, among others that are, must not be tried without a pause.
      int triesBefore = Math.max(failuresBefore, letter.countTry());
      topic.waitUntil(nowNanos + pauses.applyAsLong(triesBefore));
    }
    if (nowNanos - letter.deadNanos() >= PATIENCE_NANOS) {
      onFailure.accept(letter.record().topic());
      if (topic.isToBeTold()) {
        log.notTaken(letter, failure, topic.untaken());
      }
    }
  }

  private DeadLetterTopic topic(Letter letter) {
    return topics.computeIfAbsent(letter.record().topic(), _ -> new DeadLetterTopic());
  }
}
