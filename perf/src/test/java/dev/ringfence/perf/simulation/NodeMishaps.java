package dev.ringfence.perf.simulation;

import dev.ringfence.journal.Mishaps;
import dev.ringfence.perf.simulation.Servers.Server;
import dev.ringfence.snapshotter.projection.MemoryRedis;
import dev.ringfence.snapshotter.projection.StoreUnavailableException;
import java.sql.SQLException;
import java.util.SplittableRandom;

/** What happens between one process and its servers. */
final class NodeMishaps implements Mishaps {
  private static final String CONNECTION_FAILURE = "08006";
  private static final String CANNOT_CONNECT = "08001";
  private static final String ADMIN_SHUTDOWN = "57P01";
  private static final String DISK_FULL = "53100";
  private static final long MILLI = 1_000_000;

  private final Node node;
  private final World world;
  private final Faults faults;
  private final Servers servers;
  private final SplittableRandom random;
  private final Runnable serverGoesOn;
  private final Actor outside;

  /**
   * @param serverGoesOn lets PostgreSQL come to what is under way there
   */
  NodeMishaps(
      Node node,
      World world,
      Faults faults,
      Servers servers,
      SplittableRandom random,
      Actor outside,
      Runnable serverGoesOn) {
    this.node = node;
    this.world = world;
    this.faults = faults;
    this.servers = servers;
    this.random = random;
    this.outside = outside;
    this.serverGoesOn = serverGoesOn;
  }

  @Override
  public <T> T call(Point point, Call<T> call) throws SQLException {
    boolean lies = false;
    boolean fails = true;
    try {
      String name = CrashPoints.of(point);
      node.reach(CrashPoints.before(name));
      node.pass(latencyNanos());
      failOnTheWay(point);
      T result = call.run();
      lies = !isLook(point) && faults.fires(Fault.DONE_BUT_REPORTED_FAILED);
      node.pass(latencyNanos());
      node.reach(CrashPoints.after(name));
      if (lies) {
        throw new SQLException("the link broke after it was done", CONNECTION_FAILURE);
      }
      fails = false;
      return result;
    } finally {
      if (isJournal(point)) {
        faults.journalCall(fails, lies);
      }
    }
  }

  private void failOnTheWay(Point point) throws SQLException {
    if (servers.isAway(Server.DATABASE)) {
      throw new SQLException("the server is away", ADMIN_SHUTDOWN);
    }
    if (point == Point.CONNECT && faults.fires(Fault.CONNECT_REFUSED)) {
      throw new SQLException("no connection", CANNOT_CONNECT);
    }
    if (faults.fires(Fault.CALL_LOST)) {
      throw new SQLException("the link broke", CONNECTION_FAILURE);
    }
    if ((point == Point.COMMIT || point == Point.LOOK_UP) && faults.fires(Fault.DECLINED)) {
      throw new SQLException("the disk is full", DISK_FULL);
    }
  }

  @Override
  public boolean isLate(Point point) {
    if (servers.isAway(Server.DATABASE) || !faults.fires(Fault.COMMIT_STILL_UNDER_WAY)) {
      return false;
    }
    faults.journalCall(true, false);
    world.after(random.nextLong(3_000 * MILLI), outside, serverGoesOn);
    return true;
  }

  /** What goes wrong between the process and Redis. */
  MemoryRedis.Mishaps redis() {
    return this::callRedis;
  }

  private <T> T callRedis(MemoryRedis.Call<T> call) throws StoreUnavailableException {
    node.reach(CrashPoints.before(CrashPoints.REDIS));
    node.pass(latencyNanos());
    boolean fails = faults.fires(Fault.REDIS_CALL_FAILED);
    if (servers.isAway(Server.REDIS) || (fails && random.nextBoolean())) {
      throw new StoreUnavailableException("Redis is away", null);
    }
    T result = call.run();
    node.pass(latencyNanos());
    node.reach(CrashPoints.after(CrashPoints.REDIS));
    if (fails) {
      throw new StoreUnavailableException("Redis gave no answer", null);
    }
    return result;
  }

  private long latencyNanos() {
    return faults.fires(Fault.SLOW_ANSWER)
        ? random.nextLong(1_500 * MILLI)
        : random.nextLong(MILLI / 2);
  }

  private static boolean isJournal(Point point) {
    return switch (point) {
      case CONNECT, RAISE, COMMIT, OFFENDERS, LOOK_UP -> true;
      case TAKE, RENEW, RELEASE, RECOVER, OUTBOX_PROGRESS, OUTBOX_READ, CURSOR, SNAPSHOT -> false;
    };
  }

  /** What changes nothing can't be done and reported otherwise. */
  private static boolean isLook(Point point) {
    return switch (point) {
      case CONNECT, OFFENDERS, LOOK_UP, RECOVER, OUTBOX_PROGRESS, OUTBOX_READ, SNAPSHOT -> true;
      case RAISE, COMMIT, TAKE, RENEW, RELEASE, CURSOR -> false;
    };
  }
}
