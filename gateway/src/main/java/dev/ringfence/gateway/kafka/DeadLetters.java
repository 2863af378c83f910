package dev.ringfence.gateway.kafka;

import dev.ringfence.journal.relay.ProducerFactory;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Brings every letter to its topic, however long that takes. A topic that takes none holds up its
 * own letters alone: docs/adr/0050. Belongs to the ingress's thread; the producer only puts what
 * comes back into a queue.
 */
final class DeadLetters implements AutoCloseable {
  /**
   * Until a letter waits for so long it is no trouble: a producer has to learn first where a topic
   * is.
   */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final IngressConfig config;
  private final IngressMetrics metrics;
  private final LongSupplier nanoClock;
  private final DeadLetterLog log;
  private final DeadLetterWriter writer;
  private final Consumer<PendingRecord> onTaken;
  private final Map<IngressTopic, DeadLetterTopic> topics = new EnumMap<>(IngressTopic.class);
  private final Queue<PendingRecord> returned = new ConcurrentLinkedQueue<>();
  private int out;

  /**
   * @param wake called on other threads whenever something came back
   * @param onTaken what to do with a record that is among the dead letters for good
   */
  DeadLetters(
      ProducerFactory producers,
      IngressConfig config,
      IngressMetrics metrics,
      InstantSource clock,
      LongSupplier nanoClock,
      DeadLetterLog log,
      Runnable wake,
      Consumer<PendingRecord> onTaken) {
    this.config = config;
    this.metrics = metrics;
    this.nanoClock = nanoClock;
    this.log = log;
    this.onTaken = onTaken;
    for (IngressTopic topic : IngressTopic.values()) {
      topics.put(topic, new DeadLetterTopic());
    }
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
  void add(PendingRecord letter) {
    topic(letter).hold(letter);
  }

  /** Settles what came back, and sends what may go. Never blocks. */
  void turn() {
    for (PendingRecord letter = returned.poll(); letter != null; letter = returned.poll()) {
      out--;
      letter.window().returned();
      onReturn(letter);
    }
    topics.values().forEach(this::sendFrom);
  }

  /** Whether none is expected back. */
  boolean isIdle() {
    return out == 0;
  }

  /** Letters that their topic has not taken yet. */
  int untaken() {
    return topics.values().stream().mapToInt(DeadLetterTopic::untaken).sum();
  }

  /** How long until one may go, as far as that is a matter of time. */
  long nanosUntilDue() {
    long nowNanos = nanoClock.getAsLong();
    return topics.values().stream()
        .mapToLong(topic -> topic.nanosUntilDue(nowNanos))
        .min()
        .orElseThrow();
  }

  @Override
  public void close() {
    writer.close();
  }

  private void sendFrom(DeadLetterTopic topic) {
    long nowNanos = nanoClock.getAsLong();
    while (canWrite()) {
      PendingRecord letter = topic.next(nowNanos);
      if (letter == null) {
        return;
      }
      out++;
      letter.window().sent();
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

  private void onReturn(PendingRecord letter) {
    Exception failure = letter.letterFailure();
    if (failure == null) {
      if (topic(letter).tookOne()) {
        log.taken(letter);
      }
      onTaken.accept(letter);
    } else if (failure instanceof RecordTooLargeException && !letter.isStripped()) {
      letter.strip();
      topic(letter).sendAgain(letter);
    } else {
      onRefused(letter, topic(letter), failure);
    }
  }

  private void onRefused(PendingRecord letter, DeadLetterTopic topic, Exception failure) {
    long nowNanos = nanoClock.getAsLong();
    topic.refused(letter);
    int failuresBefore = topic.countFailure();
    if (failuresBefore >= 0) {
      // A letter that alone is not taken, among others that are, must not be tried without a pause.
      int triesBefore = Math.max(failuresBefore, letter.countTransient());
      topic.waitUntil(nowNanos + config.transientPauseNanos(triesBefore));
    }
    if (nowNanos - letter.deadNanos() >= PATIENCE_NANOS) {
      metrics.onLetterFailure(letter.record().topic());
      if (topic.isToBeTold()) {
        log.notTaken(letter, failure, topic.untaken());
      }
    }
  }

  private DeadLetterTopic topic(PendingRecord letter) {
    return topics.get(IngressTopic.of(letter.record().topic()));
  }
}
