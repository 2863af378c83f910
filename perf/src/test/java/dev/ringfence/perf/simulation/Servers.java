package dev.ringfence.perf.simulation;

import java.util.EnumMap;
import java.util.Map;

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
  private final Map<Server, Long> awayUntilNanos = new EnumMap<>(Server.class);

  Servers(World world, Trace trace) {
    this.world = world;
    this.trace = trace;
  }

  boolean isAway(Server server) {
    return awayUntilNanos.getOrDefault(server, 0L) > world.nowNanos();
  }

  void takeAway(Server server, long nanos) {
    awayUntilNanos.put(server, world.nowNanos() + nanos);
    trace.add("%s is away for %d ms", server, nanos / 1_000_000);
  }

  void bringBack() {
    awayUntilNanos.clear();
  }
}
