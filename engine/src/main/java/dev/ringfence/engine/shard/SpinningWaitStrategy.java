package dev.ringfence.engine.shard;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.WaitStrategy;

/** Spins for work, but not beyond a tick: Disruptor's own spinning strategies know no time-out. */
final class SpinningWaitStrategy implements WaitStrategy {
  private static final int SPINS_BETWEEN_LOOKS = 256;

  private final long timeoutNanos;
  private final boolean yields;

  SpinningWaitStrategy(long timeoutNanos, boolean yields) {
    this.timeoutNanos = timeoutNanos;
    this.yields = yields;
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // Yielding is what was asked for.
  public long waitFor(
      long sequence, Sequence cursor, Sequence dependentSequence, SequenceBarrier barrier)
      throws AlertException, TimeoutException {
    long latestNanos = System.nanoTime() + timeoutNanos;
    long available = dependentSequence.get();
    int spins = 0;
    while (available < sequence) {
      barrier.checkAlert();
      spins++;
      if (yields) {
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
      if (spins % SPINS_BETWEEN_LOOKS == 0 && System.nanoTime() - latestNanos > 0) {
        throw TimeoutException.INSTANCE;
      }
      available = dependentSequence.get();
    }
    return available;
  }

  @Override
  public void signalAllWhenBlocking() {}
}
