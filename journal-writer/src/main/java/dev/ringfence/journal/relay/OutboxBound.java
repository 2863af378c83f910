package dev.ringfence.journal.relay;

import dev.ringfence.journal.NewestFirst;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how many events of each shard wait in the outbox, wherever the relays run, and says when
 * a shard has as many as it may: then nothing new is written there until the relay has come on. So
 * a broker that is away for long fills the outbox, and not the disk.
 */
public final class OutboxBound implements AutoCloseable {
  /** Some gigabytes of disk, and hours at the rates of most. */
  public static final long DEFAULT_MAX_ROWS = 10_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(OutboxBound.class);
  private static final long LOOK_MILLIS = 250;
  private static final int STATEMENT_TIMEOUT_SECONDS = 5;

  /** It opens again when a tenth is free: each change is worth a line in the log. */
  private static final long SLACK = 10;

  private static final String BACKLOGS =
      """
      SELECT l.shard_id, greatest(s.sequence - coalesce(c.sequence, 0), 0)
        FROM shard_leases l
       CROSS JOIN LATERAL (SELECT sequence FROM shards WHERE newest) s
        LEFT JOIN LATERAL (SELECT sequence FROM relay_cursors WHERE newest) c ON true"""
          .replace("newest", NewestFirst.by("shard_id", "l.shard_id"));

  private final DataSource dataSource;
  private final long maxRows;
  private final RelayMetrics metrics;
  private final AtomicLongArray backlogs;
  private final boolean[] full;
  private volatile boolean[] shown;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("outbox-bound").factory());

  public OutboxBound(DataSource dataSource, int shardCount, long maxRows, RelayMetrics metrics) {
    Limits.atLeast("maxRows", maxRows, 1);
    this.dataSource = dataSource;
    this.maxRows = maxRows;
    this.metrics = metrics;
    this.backlogs = new AtomicLongArray(shardCount);
    this.full = new boolean[shardCount];
    this.shown = new boolean[shardCount];
  }

  public void start() {
    var _ =
        thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Whether nothing new may be written to the shard. Never blocks. */
  public boolean isFull(int shardId) {
    return shown[shardId];
  }

  /** Whether that is so of any shard. */
  public boolean isAnyFull() {
    for (boolean shardIsFull : shown) {
      if (shardIsFull) {
        return true;
      }
    }
    return false;
  }

  /** The most events that any shard has waiting, when it was last looked at. */
  public long backlog() {
    long most = 0;
    for (int shardId = 0; shardId < backlogs.length(); shardId++) {
      most = Math.max(most, backlogs.get(shardId));
    }
    return most;
  }

  /** Throws nothing: the schedule would drop it, and full would be full for ever. */
  private void look() {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query = connection.prepareStatement(BACKLOGS)) {
      query.setQueryTimeout(STATEMENT_TIMEOUT_SECONDS);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          take(rows.getInt(1), rows.getLong(2));
        }
      }
    } catch (SQLException away) {
      // Nothing can be written now either; what was known stays.
      LOG.debug("The outbox can't be looked at: {}", away.getMessage());
    } catch (RuntimeException | Error defect) {
      LOG.error("The outbox can't be looked at; it is tried again", defect);
    }
  }

  /** For tests, which look by themselves. */
  void take(int shardId, long rows) {
    if (shardId >= full.length) {
      return;
    }
    backlogs.set(shardId, rows);
    metrics.onLag(shardId, rows);
    boolean now = full[shardId] ? rows > maxRows - maxRows / SLACK : rows >= maxRows;
    if (now != full[shardId]) {
      full[shardId] = now;
      shown = full.clone();
      metrics.onOutboxFull(shardId, now);
      if (now) {
        LOG.error(
            "Shard {} takes no more writes: {} events wait in its outbox, which is the limit. It"
                + " goes on by itself when Kafka takes them.",
            shardId,
            rows);
      } else {
        LOG.info("Shard {} takes writes again: {} events wait in its outbox", shardId, rows);
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
