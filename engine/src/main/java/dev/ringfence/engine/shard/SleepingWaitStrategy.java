package dev.ringfence.engine.shard;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.WaitStrategy;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Sleeps until somebody publishes, but not beyond a tick; for a ring with one consumer. Disruptor's
 * own strategies with a time-out look for work, then say that they sleep, and sleep: whoever
 * publishes in between wakes nobody, and what he published waits for the tick.
 */
final class SleepingWaitStrategy implements WaitStrategy {
  private final long timeoutNanos;

  /** Who sleeps, or is about to. */
  private volatile Thread sleeper;

  SleepingWaitStrategy(long timeoutNanos) {
    this.timeoutNanos = timeoutNanos;
  }

  @Override
  public long waitFor(
      long sequence, Sequence cursor, Sequence dependentSequence, SequenceBarrier barrier)
      throws AlertException, InterruptedException, TimeoutException {
    if (cursor.get() < sequence) {
      sleep(sequence, cursor, barrier);
    }
    long available = dependentSequence.get();
    while (available < sequence) {
      barrier.checkAlert();
      Thread.onSpinWait();
      available = dependentSequence.get();
    }
    return available;
  }

  @Override
  public void signalAllWhenBlocking() {
    Thread thread = sleeper;
    if (thread != null) {
      // One wake-up is enough, however many publish until it has had its effect.
      sleeper = null;
      LockSupport.unpark(thread);
    }
  }

  private void sleep(long sequence, Sequence cursor, SequenceBarrier barrier)
      throws AlertException, InterruptedException, TimeoutException {
    long latestNanos = System.nanoTime() + timeoutNanos;
    try {
      while (true) {
        sleeper = Thread.currentThread();
        // Who publishes moves the cursor first, and looks for a sleeper then; here it is the other
        // way around, so that one of the two sees the other.
        VarHandle.fullFence();
        if (cursor.get() >= sequence) {
          return;
        }
        barrier.checkAlert();
        long nanos = latestNanos - System.nanoTime();
        if (nanos <= 0) {
          throw TimeoutException.INSTANCE;
        }
        LockSupport.parkNanos(this, nanos);
        if (Thread.interrupted()) {
          throw new InterruptedException("while it waited for work");
        }
      }
    } finally {
      sleeper = null;
    }
  }
}
