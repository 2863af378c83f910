package dev.ringfence.perf.simulation;

import java.util.ArrayDeque;
import java.util.Deque;

/** Does one thing at a time, like a thread: what comes while it is at work waits. */
final class Actor {
  private final String name;
  private final Node node;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean busy;

  /**
   * @param node the process it belongs to, and ends with; null for the world outside
   */
  Actor(String name, Node node) {
    this.name = name;
    this.node = node;
  }

  Node node() {
    return node;
  }

  /** Runs the step now, or when it has done what it is doing. */
  void run(Runnable step, World world) {
    if (busy) {
      waiting.add(step);
      return;
    }
    busy = true;
    try {
      step.run();
    } catch (Killed killed) {
      if (node == null || node.isAlive()) {
        throw new IllegalStateException(name + " was killed, but lives", killed);
      }
    } finally {
      busy = false;
    }
    if (!waiting.isEmpty()) {
      world.after(0, this, waiting.poll());
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
