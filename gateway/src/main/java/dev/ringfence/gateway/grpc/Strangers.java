package dev.ringfence.gateway.grpc;

import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The turns of one event loop's connections on which nobody is known yet: one after the other, and
 * after each the loop is for as long as it took there for those who are known. A handshake costs a
 * server milliseconds, and whoever asks for it next to nothing. Only touched by its loop.
 */
final class Strangers {
  static final ThreadLocal<Strangers> CURRENT = new ThreadLocal<>();

  /** A loop that was kept from running itself is no reason to keep others waiting. */
  private static final long LONGEST_REST_NANOS = 20_000_000;

  private final EventExecutor loop;
  private final LongSupplier nanoTime;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private long restsUntilNanos;

  Strangers(EventExecutor loop, LongSupplier nanoTime) {
    this.loop = loop;
    this.nanoTime = nanoTime;
    restsUntilNanos = nanoTime.getAsLong();
  }

  /** Whether one of them could be read right now. */
  boolean haveTurn() {
    return waiting.isEmpty() && restNanos() <= 0;
  }

  /** Reads one of them. */
  void read(Runnable reading) {
    long beginNanos = nanoTime.getAsLong();
    try {
      reading.run();
    } finally {
      long endNanos = nanoTime.getAsLong();
      restsUntilNanos = endNanos + Math.min(endNanos - beginNanos, LONGEST_REST_NANOS);
    }
  }

  /** Reads one of them when it is its turn. */
  void readLater(Runnable reading) {
    waiting.add(reading);
    if (waiting.size() == 1) {
      schedule();
    }
  }

  private void schedule() {
    var _ = loop.schedule(this::readNext, restNanos(), TimeUnit.NANOSECONDS);
  }

  private void readNext() {
    try {
      read(waiting.element());
    } finally {
      waiting.remove();
      if (!waiting.isEmpty()) {
        schedule();
      }
    }
  }

  private long restNanos() {
    return restsUntilNanos - nanoTime.getAsLong();
  }
}
