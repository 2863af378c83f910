package dev.ringfence.engine.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.WaitStrategy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class SleepingWaitStrategyTest {
  private static final long LONG_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final int ROUNDS = 100_000;

  private final WaitStrategy strategy = new SleepingWaitStrategy(LONG_NANOS);
  private final RingBuffer<long[]> ring =
      RingBuffer.createMultiProducer(() -> new long[1], 64, strategy);
  private final SequenceBarrier barrier = ring.newBarrier();

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldNotSleepWhenSomebodyPublishesRightAfterItLooked(int look) throws Exception {
    Sequence cursor = new PublishedAfter(look, strategy);

    long available = strategy.waitFor(0, cursor, cursor, barrier);

    assertEquals(0, available);
  }

  @Test
  void shouldEndWhenItsTimeIsOver() {
    WaitStrategy brief = new SleepingWaitStrategy(1_000_000);
    Sequence cursor = new Sequence();

    assertThrows(TimeoutException.class, () -> brief.waitFor(0, cursor, cursor, barrier));
  }

  @Test
  void shouldEndWhenItIsAlerted() {
    Thread.ofVirtual().start(barrier::alert);

    assertThrows(AlertException.class, () -> barrier.waitFor(0));
  }

  @Test
  void shouldEndWhenItsThreadIsInterrupted() {
    Thread.currentThread().interrupt();

    assertThrows(InterruptedException.class, () -> barrier.waitFor(0));
  }

  /** Two take turns, each asleep while the other is at work: who isn't woken hangs. */
  @Test
  void shouldWakeUpEachTime() throws Exception {
    AtomicLong answered = new AtomicLong(-1);
    Thread consumer =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  for (long next = 0; next < ROUNDS; ) {
                    next = Math.max(next, awaitFrom(next) + 1);
                    answered.set(next - 1);
                  }
                });

    for (int round = 0; round < ROUNDS; round++) {
      long sequence = ring.next();
      ring.publish(sequence);
      while (answered.get() < sequence) {
        Thread.onSpinWait();
      }
    }

    consumer.join();
  }

  private long awaitFrom(long next) {
    try {
      return barrier.waitFor(next);
    } catch (AlertException | InterruptedException | TimeoutException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** A cursor that moves, with a signal, just after somebody has looked at it so many times. */
  private static final class PublishedAfter extends Sequence {
    private final WaitStrategy strategy;
    private int looks;

    PublishedAfter(int looks, WaitStrategy strategy) {
      this.looks = looks;
      this.strategy = strategy;
    }

    @Override
    public long get() {
      long seen = super.get();
      looks--;
      if (looks == 0) {
        set(0);
        strategy.signalAllWhenBlocking();
      }
      return seen;
    }
  }
}
