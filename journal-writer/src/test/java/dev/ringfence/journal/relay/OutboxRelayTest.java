package dev.ringfence.journal.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OutboxRelayTest {
  private static final int HOUR_MILLIS = 3_600_000;
  private static final RelayConfig NEVER_POLLS =
      new RelayConfig(100, 1_000, 1, HOUR_MILLIS, HOUR_MILLIS, 1, 10, HOUR_MILLIS, HOUR_MILLIS, 1);

  private final FakeOutbox outbox = new FakeOutbox();
  private final Semaphore published = new Semaphore(0);
  private final Semaphore flowing = new Semaphore(0);

  @Test
  void shouldPublishAtOnceWhenItIsWoken() throws Exception {
    try (OutboxRelay relay = relay(new ScriptedProducer(_ -> null))) {
      relay.start();
      assertTrue(flowing.tryAcquire(10, TimeUnit.SECONDS));

      outbox.commit(42, 1);
      relay.wake();

      assertTrue(published.tryAcquire(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void shouldEndWhenItIsStopped() throws Exception {
    OutboxRelay relay = relay(new ScriptedProducer(_ -> null));
    relay.start();

    assertTrue(relay.stop(Duration.ofSeconds(10)));
    assertEquals(RelayState.STOPPED, relay.state());
  }

  @Test
  void shouldEndWhenItWasNeverStarted() throws Exception {
    OutboxRelay relay = relay(new ScriptedProducer(_ -> null));

    assertTrue(relay.stop(Duration.ofSeconds(10)));
    assertEquals(RelayState.STOPPED, relay.state());
  }

  @Test
  void shouldBreakOffTheBatchWhenTheBrokerDoesNotAnswerInTime() throws Exception {
    outbox.commit(42, 1);
    HangingProducer producer = new HangingProducer();
    OutboxRelay relay = relay(producer);
    relay.start();
    assertTrue(producer.flushing.await(10, TimeUnit.SECONDS));

    assertFalse(relay.stop(Duration.ofMillis(50)));

    assertEquals(RelayState.STOPPED, relay.state());
    assertEquals(0, outbox.cursor);
  }

  private OutboxRelay relay(MockProducer<byte[], byte[]> producer) {
    RelayMetrics metrics =
        new RelayMetrics() {
          @Override
          public void onPublished(int shardId, int events, long bytes, long oldestAgeMillis) {
            published.release(events);
          }

          @Override
          public void onState(int shardId, RelayState state) {
            if (state == RelayState.FLOWING) {
              flowing.release();
            }
          }
        };
    Publisher publisher = new Publisher(0, () -> producer, metrics, InstantSource.system());
    return new OutboxRelay(
        0, () -> 7, outbox, publisher, NEVER_POLLS, metrics, InstantSource.system());
  }

  /** A broker that is away: a flush ends only with the producer. */
  private static final class HangingProducer extends MockProducer<byte[], byte[]> {
    private final CountDownLatch flushing = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    HangingProducer() {
      super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public void flush() {
      flushing.countDown();
      try {
        closed.await();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      throw new IllegalStateException("closed");
    }

    @Override
    public void close(Duration timeout) {
      closed.countDown();
    }
  }
}
