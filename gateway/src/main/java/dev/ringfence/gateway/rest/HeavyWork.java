package dev.ringfence.gateway.rest;

import java.util.concurrent.Semaphore;

/**
 * What takes a processor for tens of milliseconds, as to read a body of 256 KiB or to write a list.
 * All requests share as many threads as there are processors, so a few hundred of these would keep
 * probes waiting for seconds: only half of the processors work on them at once.
 */
final class HeavyWork {
  /** What is less is read in a millisecond or two. */
  static final int LEAST_BYTES = 16 * 1024;

  private final Semaphore places =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

  /** Ends when it is closed. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /** Waits for its turn. */
  Turn begin() {
    places.acquireUninterruptibly();
    return places::release;
  }
}
