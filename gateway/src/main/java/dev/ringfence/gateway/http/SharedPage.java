package dev.ringfence.gateway.http;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A page that takes work to make, for whoever asks. All who ask while one is made share the next
 * one, and there are ten in a second at most: who asks for more waits. Nobody gets one that was
 * begun before he asked.
 */
final class SharedPage implements Supplier<Page> {
  private static final long PAUSE_NANOS = 100_000_000;

  private final Supplier<Page> source;
  private Page page;
  private long begunNanos = System.nanoTime() - PAUSE_NANOS;

  SharedPage(Supplier<Page> source) {
    this.source = source;
  }

  @Override
  public Page get() {
    return get(System.nanoTime());
  }

  private synchronized Page get(long askedNanos) {
    if (page == null || begunNanos - askedNanos < 0) {
      await(begunNanos + PAUSE_NANOS);
      begunNanos = System.nanoTime();
      page = null;
      page = source.get();
    }
    return page;
  }

  private void await(long nanoTime) {
    long left = nanoTime - System.nanoTime();
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(this, left);
      left = nanoTime - System.nanoTime();
    }
  }
}
