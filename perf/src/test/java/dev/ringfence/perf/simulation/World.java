package dev.ringfence.perf.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * The virtual time and what happens in it, in one thread. What waits inside a call lets time pass,
 * and everything else goes on meanwhile, on top of its stack: so it may wake late, as a thread may
 * that the machine has no time for.
 */
final class World {
  private record Due(long nanos, long tie, long order, Actor actor, Runnable step) {}

  private static final Comparator<Due> SOONEST =
      Comparator.comparingLong(Due::nanos)
          .thenComparingLong(Due::tie)
          .thenComparingLong(Due::order);

  private final PriorityQueue<Due> queue = new PriorityQueue<>(SOONEST);
  private final SplittableRandom ties;
  private long nowNanos = 1_000_000_000L;
  private long order;

  World(SplittableRandom ties) {
    this.ties = ties;
  }

  long nowNanos() {
    return nowNanos;
  }

  /** Runs the step later; of steps at the same time, any may be first. */
  void after(long nanos, Actor actor, Runnable step) {
    queue.add(new Due(nowNanos + Math.max(0, nanos), ties.nextLong(), order++, actor, step));
  }

  /** Lets time pass. */
  void pass(long nanos) {
    runUntil(nowNanos + nanos);
  }

  private void runUntil(long untilNanos) {
    while (!queue.isEmpty() && queue.peek().nanos() <= untilNanos) {
      runNext();
    }
    nowNanos = Math.max(nowNanos, untilNanos);
  }

  private void runNext() {
    Due due = queue.poll();
    nowNanos = Math.max(nowNanos, due.nanos());
    Node node = due.actor().node();
    if (node == null) {
      due.actor().run(due.step(), this);
    } else if (node.isPaused()) {
      after(node.pausedForNanos(), due.actor(), due.step());
    } else if (node.isAlive()) {
      due.actor().run(due.step(), this);
    }
  }
}
