package dev.ringfence.localstack.proxy;

import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets everything pass while it is open, and holds it back while it is closed. */
final class FlowGate {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition opened = lock.newCondition();
  private volatile boolean closed;

  void close(boolean on) {
    lock.lock();
    try {
      closed = on;
      opened.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void await() throws IOException {
    if (!closed) {
      return;
    }
    lock.lock();
    try {
      while (closed) {
        opened.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the connection was stalled", e);
    } finally {
      lock.unlock();
    }
  }
}
