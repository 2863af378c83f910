package dev.ringfence.localstack;

/**
 * A port that a server listens on: the one that was asked for, or one that was chosen. The chosen
 * one may change until somebody is told of it.
 */
final class ServerPort implements AutoCloseable {

  private final boolean chosen;
  private HeldPort held;
  private int number;
  private boolean told;
  private boolean closed;

  /**
   * @param asked 0 for any free one
   */
  ServerPort(int asked) {
    chosen = asked == 0;
    number = asked;
    if (chosen) {
      choose();
    }
  }

  synchronized int number() {
    return number;
  }

  /** For those outside: from now on it stays what it is. */
  synchronized int tell() {
    told = true;
    return number;
  }

  boolean isFree() {
    return Ports.isFree(number());
  }

  /** Chooses another one where somebody has got it before its server; returns whether it did. */
  synchronized boolean changeIfTaken() {
    if (!chosen || told || closed || Ports.isFree(number)) {
      return false;
    }
    held.close();
    choose();
    return true;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (chosen) {
      held.close();
    }
  }

  private void choose() {
    held = HeldPort.take();
    number = held.number();
  }
}
