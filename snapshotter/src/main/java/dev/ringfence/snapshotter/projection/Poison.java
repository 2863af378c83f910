package dev.ringfence.snapshotter.projection;

import dev.ringfence.journal.letters.DeadLetters;
import dev.ringfence.journal.letters.Letter;
import dev.ringfence.journal.letters.RecordBytes;
import dev.ringfence.journal.relay.ProducerFactory;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.LoggerFactory;

/**
 * Records that can't be read, on their way to where a person finds them. Until they are there the
 * offset of their partition stays; and where many are not, the partition waits.
 */
final class Poison implements AutoCloseable {
  private static final int MOST_LETTERS = 1_000;
  private static final long MOST_BYTES = 4 << 20;

  private final DeadLetters letters;
  private final ProjectionMetrics metrics;
  private final LongSupplier nanoClock;
  private final Map<TopicPartition, Untaken> partitions = new HashMap<>();

  Poison(
      ProducerFactory producers,
      ProjectionConfig config,
      ProjectionMetrics metrics,
      InstantSource clock,
      LongSupplier nanoClock) {
    this.metrics = metrics;
    this.nanoClock = nanoClock;
    letters =
        new DeadLetters(
            producers,
            triesBefore -> pauseNanos(config, triesBefore),
            _ -> metrics.onLetterFailure(),
            clock,
            nanoClock,
            LoggerFactory.getLogger(RedisProjector.class),
            () -> {});
  }

  private static long pauseNanos(ProjectionConfig config, int triesBefore) {
    long millis = (long) config.backoffInitialMillis() << Math.min(triesBefore, Integer.SIZE - 1);
    return TimeUnit.MILLISECONDS.toNanos(Math.min(millis, config.backoffMaxMillis()));
  }

  void add(TopicPartition partition, ConsumerRecord<byte[], byte[]> record, String reason) {
    metrics.onPoison(record.topic(), record.partition(), record.offset());
    Untaken untaken = partitions.computeIfAbsent(partition, _ -> new Untaken());
    long bytes = RecordBytes.of(record);
    untaken.add(bytes);
    letters.add(
        new Letter(record, untaken, reason, 1, nanoClock.getAsLong(), () -> untaken.taken(bytes)));
  }

  /** Settles what came back, and sends what may go. Never blocks. */
  void turn() {
    letters.turn();
    metrics.onUntakenLetters(letters.untaken());
  }

  /** Whether its offset may move: each letter has arrived. */
  boolean isSettled(TopicPartition partition) {
    Untaken untaken = partitions.get(partition);
    return untaken == null || untaken.letters == 0;
  }

  /** Whether no more is to be read of it for now. */
  boolean isFull(TopicPartition partition) {
    Untaken untaken = partitions.get(partition);
    return untaken != null && (untaken.letters >= MOST_LETTERS || untaken.bytes >= MOST_BYTES);
  }

  /** They are others' now, who will meet the same records. */
  void drop(Collection<TopicPartition> lost) {
    for (TopicPartition partition : lost) {
      Untaken untaken = partitions.remove(partition);
      if (untaken != null) {
        untaken.closed = true;
      }
    }
  }

  void dropAll() {
    drop(Set.copyOf(partitions.keySet()));
  }

  @Override
  public void close() {
    letters.close();
  }

  /** The letters of a partition that have not arrived. */
  private static final class Untaken implements Letter.Origin {
    private int letters;
    private long bytes;
    private boolean closed;

    void add(long letterBytes) {
      letters++;
      bytes += letterBytes;
    }

    void taken(long letterBytes) {
      letters--;
      bytes -= letterBytes;
    }

    @Override
    public boolean isClosed() {
      return closed;
    }

    @Override
    public void sent() {
      // Nobody waits for those that are out alone.
    }

    @Override
    public void returned() {
      // Nor for those that come back.
    }
  }
}
