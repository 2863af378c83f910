package dev.ringfence.engine.state;

/**
 * The rows of a bounded window, from the oldest to the newest. Only the newest {@code window} of
 * them count as remembered; older ones are dropped when their batch is durable, so that undoing a
 * batch never has to bring one back. What is remembered therefore does not depend on how the
 * commands were cut into batches.
 */
final class Fifo {
  private final int window;
  private int[] ring;
  private long oldest;
  private long next;

  Fifo(int window) {
    this.window = window;
    ring = new int[Math.max(16, 2 * Integer.highestOneBit(window))];
  }

  /** Takes in a row and returns its ordinal. */
  long append(int row) {
    if (next - oldest == ring.length) {
      grow();
    }
    ring[place(next)] = row;
    return next++;
  }

  boolean remembers(long ordinal) {
    return next - ordinal <= window;
  }

  boolean hasForgotten() {
    return next - oldest > window;
  }

  boolean isEmpty() {
    return next == oldest;
  }

  int removeOldest() {
    return ring[place(oldest++)];
  }

  int removeNewest() {
    return ring[place(--next)];
  }

  private int place(long ordinal) {
    return (int) ordinal & (ring.length - 1);
  }

  private void grow() {
    int[] old = ring;
    ring = new int[2 * old.length];
    for (long ordinal = oldest; ordinal < next; ordinal++) {
      ring[place(ordinal)] = old[(int) ordinal & (old.length - 1)];
    }
  }
}
