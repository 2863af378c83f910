package dev.ringfence.gateway.grpc;

import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lane to one of the server's own event loops. Bounded by what the rings and sessions hold. */
final class EventLoopLane implements ReplyLane {
  static final ThreadLocal<ReplyLane> CURRENT = new ThreadLocal<>();

  private static final long SLICE_NANOS = 1_000_000;
  private static final int REPLIES_PER_LOOK = 8;

  private static final Logger LOGGER = LoggerFactory.getLogger(EventLoopLane.class);

  private final EventExecutor loop;
  private final Queue<Runnable> replies = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /** Only touched by the loop. */
  private final Queue<Runnable> last = new ArrayDeque<>();

  private boolean draining;

  private EventLoopLane(EventExecutor loop) {
    this.loop = loop;
  }

  /** From now on, calls that arrive on these loops find their lane. */
  static void open(EventLoopGroup loops) {
    for (EventExecutor loop : loops) {
      loop.execute(
          () -> {
            CURRENT.set(new EventLoopLane(loop));
            Refusals.CURRENT.set(new Refusals(System.nanoTime()));
            Strangers.CURRENT.set(new Strangers(loop, System::nanoTime));
          });
    }
  }

  @Override
  public void add(Runnable reply) {
    replies.add(reply);
  }

  @Override
  public void addLast(Runnable work) {
    if (loop.inEventLoop() && draining) {
      last.add(work);
    } else {
      replies.add(work);
      flush();
    }
  }

  @Override
  public void flush() {
    if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
      hand(() -> loop.execute(this::drain));
    }
  }

  /**
   * Gives replies for a moment, and leaves the loop to what else is due before it gives more: a
   * batch's worth of them would keep refusals, and everybody's requests, waiting.
   */
  private void drain() {
    draining = true;
    long endNanos = System.nanoTime() + SLICE_NANOS;
    try {
      runUntil(endNanos, replies);
      runAll(last);
    } finally {
      draining = false;
    }
    if (replies.isEmpty()) {
      scheduled.set(false);
      if (replies.isEmpty() || !scheduled.compareAndSet(false, true)) {
        return;
      }
    }
    // What is executed would come before the loop looks at its connections again.
    hand(
        () -> {
          var _ = loop.schedule(this::drain, 1, TimeUnit.NANOSECONDS);
        });
  }

  private static void hand(Runnable handing) {
    try {
      handing.run();
    } catch (RejectedExecutionException stopped) {
      LOGGER.debug("Replies found no event loop any more", stopped);
    }
  }

  private static void runAll(Queue<Runnable> work) {
    while (!work.isEmpty()) {
      run(work.remove());
    }
  }

  private static void runUntil(long endNanos, Queue<Runnable> work) {
    Runnable next = work.poll();
    for (int count = 1; next != null; count++) {
      run(next);
      if (count % REPLIES_PER_LOOK == 0 && System.nanoTime() - endNanos >= 0) {
        return;
      }
      next = work.poll();
    }
  }

  private static void run(Runnable reply) {
    try {
      reply.run();
    } catch (Throwable defect) {
      // An error, too: what is behind it in the lane would never be given.
      LOGGER.error("A reply could not be given", defect);
    }
  }
}
