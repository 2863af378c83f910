package dev.ringfence.perf.simulation;

import java.util.concurrent.TimeUnit;

/** One life of a process: it can be killed, stand still, and have a wrong clock. */
final class Node {
  /** A day in 2026. */
  private static final long EPOCH_MILLIS = 1_790_000_000_000L;

  private final String name;
  private final World world;
  private final Faults faults;
  private final Trace trace;
  private final Runnable onEnd;
  private boolean alive = true;
  private long pausedUntilNanos;
  private long clockErrorMillis;

  Node(String name, World world, Faults faults, Trace trace, Runnable onEnd) {
    this.name = name;
    this.world = world;
    this.faults = faults;
    this.trace = trace;
    this.onEnd = onEnd;
  }

  String name() {
    return name;
  }

  boolean isAlive() {
    return alive;
  }

  boolean isPaused() {
    return alive && pausedForNanos() > 0;
  }

  long pausedForNanos() {
    return pausedUntilNanos - world.nowNanos();
  }

  /** Stands still for so long. */
  void pause(long nanos) {
    pausedUntilNanos = world.nowNanos() + nanos;
    trace.add("%s stands still for %d ms", name, TimeUnit.NANOSECONDS.toMillis(nanos));
  }

  /** Ends; what it has under way never comes back. */
  void kill() {
    if (alive) {
      alive = false;
      trace.add("%s is killed", name);
      onEnd.run();
    }
  }

  /** Lets time pass in a call that the process waits for. */
  void pass(long nanos) {
    world.pass(nanos);
    while (isPaused()) {
      world.pass(pausedForNanos());
    }
    requireAlive();
  }

  /** A named point at which the process may be killed. */
  void reach(String point) {
    requireAlive();
    if (faults.crashesAt(point)) {
      trace.add("%s is killed %s", name, point);
      kill();
      throw new Killed();
    }
  }

  void jumpClock(long millis) {
    clockErrorMillis = millis;
    trace.add("The clock of %s is wrong by %d ms", name, millis);
  }

  long nanoTime() {
    return world.nowNanos();
  }

  long epochMillis() {
    return EPOCH_MILLIS + TimeUnit.NANOSECONDS.toMillis(world.nowNanos()) + clockErrorMillis;
  }

  private void requireAlive() {
    if (!alive) {
      throw new Killed();
    }
  }
}
