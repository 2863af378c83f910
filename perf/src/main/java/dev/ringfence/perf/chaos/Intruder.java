package dev.ringfence.perf.chaos;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Joins the ingress's own group again and again, gets partitions, reads, commits nothing and
 * leaves: two rebalances each time, and records that were read by somebody who did nothing.
 */
final class Intruder implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
  private static final long WAITS_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long READS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final String bootstrapServers;
  private final long awayNanos;
  private final AtomicInteger intrusions = new AtomicInteger();
  private final Thread thread = Thread.ofPlatform().name("chaos-intruder").unstarted(this::intrude);
  private volatile boolean over;

  Intruder(String bootstrapServers, Duration away) {
    this.bootstrapServers = bootstrapServers;
    awayNanos = away.toNanos();
  }

  void start() {
    thread.start();
  }

  /** How often it came and got partitions. */
  int intrusions() {
    return intrusions.get();
  }

  @Override
  public void close() {
    over = true;
    Inflicted.join(thread);
  }

  private void intrude() {
    while (!over) {
      try {
        stay();
      } catch (KafkaException kafkaIsDown) {
        Inflicted.pause(POLL.toMillis());
      }
      long endNanos = System.nanoTime() + awayNanos;
      while (!over && System.nanoTime() - endNanos < 0) {
        Inflicted.pause(POLL.toMillis());
      }
    }
  }

  /** Until he has had partitions for a moment, or it takes too long. */
  private void stay() {
    int before = intrusions();
    KafkaConsumer<byte[], byte[]> consumer = IngressGroup.consumer(bootstrapServers);
    try {
      consumer.subscribe(IngressFeed.TOPICS, new Counting());
      long endNanos = System.nanoTime() + WAITS_NANOS;
      while (!over && intrusions() == before && System.nanoTime() - endNanos < 0) {
        var _ = consumer.poll(POLL);
      }
      long leaveNanos = System.nanoTime() + READS_NANOS;
      while (!over && System.nanoTime() - leaveNanos < 0) {
        var _ = consumer.poll(POLL);
      }
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
    }
  }

  private final class Counting implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      if (!partitions.isEmpty()) {
        intrusions.incrementAndGet();
      }
    }
  }
}
