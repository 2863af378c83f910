package dev.ringfence.perf.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How many events of a server wait for Kafka, as PostgreSQL tells. */
record OutboxLag(String jdbcUrl) {
  private static final String LAG =
      "SELECT coalesce(sum(greatest(s.sequence - coalesce(c.sequence, 0), 0)), 0)"
          + " FROM shards s LEFT JOIN relay_cursors c USING (shard_id)";
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration STUCK = Duration.ofSeconds(3);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** What the last events need to get from Kafka to Redis. */
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

  long events() {
    try (Connection connection = DriverManager.getConnection(jdbcUrl);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(LAG)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException failed) {
      throw new UnreachableException("PostgreSQL gives no answer: " + failed.getMessage(), failed);
    }
  }

  /** Returns when none waits, so that the next round does not pay for the last one. */
  void awaitNone() {
    long limitNanos = System.nanoTime() + LIMIT.toNanos();
    while (events() > 0) {
      if (System.nanoTime() - limitNanos > 0) {
        throw new UnreachableException("Events still wait for Kafka after " + LIMIT);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    LockSupport.parkNanos(REST_NANOS);
  }

  /**
   * Returns when none waits, or no fewer do than a while ago, as nobody relays them here.
   *
   * @return how many are left
   */
  long awaitFewest() {
    long fewest = Long.MAX_VALUE;
    long left = events();
    long sinceNanos = System.nanoTime();
    long limitNanos = sinceNanos + LIMIT.toNanos();
    while (left > 0
        && System.nanoTime() - sinceNanos < STUCK.toNanos()
        && System.nanoTime() - limitNanos < 0) {
      if (left < fewest) {
        fewest = left;
        sinceNanos = System.nanoTime();
      }
      LockSupport.parkNanos(LOOK_NANOS);
      left = events();
    }
    LockSupport.parkNanos(REST_NANOS);
    return left;
  }

  /** Hides the URL, which holds a password. */
  @Override
  public String toString() {
    return "OutboxLag";
  }
}
