package dev.ringfence.perf.simulation;

/** Which servers are away, and until when. */
final class Servers {
  /** A server. */
  enum Server {
    DATABASE,
    KAFKA,
    REDIS
  }

  private final World world;
  private final Trace trace;
  private final long[] awayUntilNanos = new long[Server.values().length];

  Servers(World world, Trace trace) {
    this.world = world;
    this.trace = trace;
  }

  boolean isAway(Server server) {
    return awayUntilNanos[server.ordinal()] > world.nowNanos();
  }

  void takeAway(Server server, long nanos) {
    awayUntilNanos[server.ordinal()] = world.nowNanos() + nanos;
    trace.add("%s is away for %d ms", server, nanos / 1_000_000);
  }

  void bringBack() {
    for (Server server : Server.values()) {
      awayUntilNanos[server.ordinal()] = 0;
    }
  }
}
