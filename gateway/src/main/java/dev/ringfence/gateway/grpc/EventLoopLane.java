package dev.ringfence.gateway.grpc;

import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lane to one of the server's own event loops. Bounded by what the rings and sessions hold. */
final class EventLoopLane implements ReplyLane {
  static final ThreadLocal<ReplyLane> CURRENT = new ThreadLocal<>();

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
      loop.execute(() -> CURRENT.set(new EventLoopLane(loop)));
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
      try {
        loop.execute(this::drain);
      } catch (RejectedExecutionException stopped) {
        LOGGER.debug("Replies found no event loop any more", stopped);
      }
    }
  }

  private void drain() {
    scheduled.set(false);
    draining = true;
    try {
      runAll(replies);
      runAll(last);
    } finally {
      draining = false;
    }
  }

  private static void runAll(Queue<Runnable> work) {
    Runnable next = work.poll();
    while (next != null) {
      try {
        next.run();
      } catch (RuntimeException defect) {
        LOGGER.error("A reply could not be given", defect);
      }
      next = work.poll();
    }
  }
}
