package dev.ringfence.gateway.kafka;

import dev.ringfence.gateway.routing.CommandRouter;
import dev.ringfence.journal.places.Places;
import dev.ringfence.journal.places.TopicIds;
import dev.ringfence.journal.relay.ProducerFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Reads topics {@code trading.fills}, {@code payment.deposits} and {@code payment.withdrawals} into
 * the rings. A record's offset moves only when its effect is durable, or when it is among the dead
 * letters; its event id is the request id, so that reading it again does no harm.
 */
public final class KafkaIngress {
  /** What it gets at most, of the time for its end, to end once it is broken off. */
  private static final Duration ABORT_LIMIT = Duration.ofMillis(500);

  private static final int ABORT_PART = 4;

  private final IngressDuty duty;
  private final Thread thread;
  private volatile boolean stopping;

  /**
   * @param consumers see {@link IngressConsumers}
   * @param topicIds tells when a topic is another one under its name; closed with this
   * @param deadLetterProducers where records go that can't be processed; must not block
   * @param serving whether every shard takes commands in this process: only then it reads
   */
  public KafkaIngress(
      Supplier<Consumer<byte[], byte[]>> consumers,
      TopicIds topicIds,
      ProducerFactory deadLetterProducers,
      CommandRouter router,
      BooleanSupplier serving,
      IngressConfig config,
      IngressMetrics metrics,
      InstantSource clock) {
    thread = Thread.ofPlatform().name("kafka-ingress").daemon().unstarted(this::run);
    RecordFlow flow =
        new RecordFlow(
            router,
            deadLetterProducers,
            config,
            metrics,
            clock,
            System::nanoTime,
            nanos -> LockSupport.parkNanos(this, nanos),
            () -> LockSupport.unpark(thread));
    duty =
        new IngressDuty(
            consumers,
            new Places(topicIds),
            flow,
            serving,
            config,
            metrics,
            System::nanoTime,
            RandomGenerator.getDefault());
  }

  public void start() {
    thread.start();
  }

  /** Whether its thread has ended though nobody stopped it: only a restart brings it back. */
  public boolean hasDied() {
    return thread.getState() == Thread.State.TERMINATED && !stopping;
  }

  /**
   * Takes no more, settles what is under way as far as the shards answer, and ends. The shards wait
   * for that, so it takes no longer than it may, whatever hangs.
   *
   * @return false if it had to be broken off; the records come again to whoever is next
   */
  public boolean close(Duration deadline) throws InterruptedException {
    stopping = true;
    LockSupport.unpark(thread);
    if (thread.getState() == Thread.State.NEW) {
      return true;
    }
    Duration part = deadline.dividedBy(ABORT_PART);
    Duration abort = part.compareTo(ABORT_LIMIT) < 0 ? part : ABORT_LIMIT;
    boolean ended = thread.join(deadline.minus(abort));
    if (!ended) {
      thread.interrupt();
      thread.join(abort);
    }
    return ended;
  }

  private void run() {
    try {
      while (!stopping) {
        long pauseNanos = duty.turn();
        if (pauseNanos > 0 && !stopping) {
          LockSupport.parkNanos(this, pauseNanos);
        }
      }
    } finally {
      duty.close();
    }
  }
}
