package dev.ringfence.snapshotter.projection;

import dev.ringfence.journal.places.Places;
import dev.ringfence.journal.places.TopicIds;
import dev.ringfence.journal.relay.ProducerFactory;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Carries topic {@code trading.account.events} to Redis, {@code account:{id}} and {@code pos:{id}}:
 * of each poll only the newest version per account, and nothing ever over something newer. Redis or
 * Kafka may go away for as long as they like. A Redis that lost its data is noticed and rebuilt
 * from PostgreSQL while the events go on.
 */
public final class RedisProjector implements AutoCloseable {
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);
  private static final Duration ABORT_DEADLINE = Duration.ofSeconds(5);

  private final RedisServer redis;
  private final Rebuilder rebuilder;
  private final ProjectionDuty duty;
  private final Thread thread;
  private volatile boolean stopping;

  /**
   * @param consumers see {@link ProjectorConsumers}
   * @param topicIds tells when the topic is another one under its name; closed with this
   * @param deadLetterProducers where records go that can't be read; must not block
   * @param source what a Redis that lost its data is rebuilt from
   */
  public RedisProjector(
      RedisURI redis,
      Supplier<Consumer<byte[], byte[]>> consumers,
      TopicIds topicIds,
      ProducerFactory deadLetterProducers,
      SnapshotSource source,
      ProjectionConfig config,
      ProjectionMetrics metrics,
      InstantSource clock) {
    this.redis = new RedisServer(redis, config);
    this.rebuilder = new Rebuilder(this.redis, source, config, metrics);
    this.duty =
        new ProjectionDuty(
            consumers,
            new Places(topicIds),
            this.redis,
            rebuilder,
            new Poison(deadLetterProducers, config, metrics, clock, System::nanoTime),
            config,
            metrics,
            clock,
            System::nanoTime,
            RandomGenerator.getDefault());
    this.thread = Thread.ofPlatform().name("projector").daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** Whether its thread has ended though nobody stopped it: only a restart brings it back. */
  public boolean hasDied() {
    return thread.getState() == Thread.State.TERMINATED && !stopping;
  }

  /**
   * Ends after the turn at hand.
   *
   * @return false if it had to be broken off; its events come again to whoever is next
   */
  public boolean close(Duration deadline) throws InterruptedException {
    stopping = true;
    LockSupport.unpark(thread);
    boolean ended = thread.getState() == Thread.State.NEW || thread.join(deadline);
    if (!ended) {
      thread.interrupt();
      thread.join(ABORT_DEADLINE);
    }
    rebuilder.stop(ABORT_DEADLINE);
    redis.close();
    return ended;
  }

  @Override
  public void close() {
    try {
      close(CLOSE_DEADLINE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!stopping) {
        pause(duty.turn());
      }
    } finally {
      duty.close();
    }
  }

  private void pause(long nanos) {
    long untilNanos = System.nanoTime() + nanos;
    long leftNanos = nanos;
    while (leftNanos > 0 && !stopping) {
      LockSupport.parkNanos(this, leftNanos);
      // A pending interrupt would turn the pause into a spin; to end the thread there is close.
      Thread.interrupted();
      leftNanos = untilNanos - System.nanoTime();
    }
  }
}
