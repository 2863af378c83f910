package dev.ringfence.journal.relay;

import dev.ringfence.engine.effect.EffectType;
import dev.ringfence.journal.NewestFirst;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The outbox in PostgreSQL, over one connection in autocommit that it keeps while it works. */
final class JdbcOutbox implements Outbox {
  /** Both rows change many times a second. */
  private static final String NEWEST = NewestFirst.by("shard_id", "?");

  private static final String PROGRESS =
      """
      SELECT coalesce(c.sequence, 0), s.sequence, s.epoch, c.shard_id IS NOT NULL
        FROM (SELECT * FROM shards WHERE newest) s
        LEFT JOIN (SELECT * FROM relay_cursors WHERE newest) c USING (shard_id)"""
          .replace("newest", NEWEST);

  private static final String CREATE_CURSOR =
      "INSERT INTO relay_cursors (shard_id) VALUES (?) ON CONFLICT DO NOTHING";

  // The running sum bounds the bytes before they are in this process's memory.
  private static final String READ =
      """
      SELECT sequence, account_id, version, type, occurred_at, payload
        FROM (SELECT o.*, sum(octet_length(payload)) OVER (ORDER BY sequence ROWS UNBOUNDED PRECEDING)
                          - octet_length(payload) AS bytes_before
                FROM outbox o
               WHERE shard_id = ? AND sequence > ?
                 AND (SELECT epoch FROM shards WHERE newest) = ?
               ORDER BY sequence
               LIMIT ?) batch
       WHERE bytes_before < ?
       ORDER BY sequence"""
          .replace("newest", NEWEST);

  // A cursor move that a crash of the server takes back only repeats events, so it need not wait
  // for the disk, which the commits need. The setting ends with the statement's own transaction.
  private static final String MOVE_CURSOR =
      """
      UPDATE relay_cursors SET sequence = ?, updated_at = now()
        FROM set_config('synchronous_commit', 'off', true)
       WHERE ctid = (SELECT ctid FROM relay_cursors WHERE newest) AND sequence = ?
         AND EXISTS (SELECT FROM (SELECT epoch, sequence FROM shards WHERE newest) shard
                      WHERE shard.epoch = ? AND shard.sequence >= ?)"""
          .replace("newest", NEWEST);

  // Held by the session: a relay that dies gives it up with its connection.
  private static final String CLAIM = "SELECT pg_try_advisory_lock(?, ?)";
  private static final String GIVE_UP = "SELECT pg_advisory_unlock_all()";

  /** Tells this kind of lock from others in the database. */
  private static final int LOCK_CLASS = 0x52464E43;

  private final DataSource dataSource;
  private final int shardId;
  private final RelayConfig config;
  private final OutboxTrimmer trimmer;
  private Connection connection;
  private boolean claimed;
  private PreparedStatement progress;
  private PreparedStatement read;
  private PreparedStatement moveCursor;

  JdbcOutbox(DataSource dataSource, int shardId, RelayConfig config, OutboxTrimmer trimmer) {
    this.dataSource = dataSource;
    this.shardId = shardId;
    this.config = config;
    this.trimmer = trimmer;
  }

  @Override
  public RelayProgress progress() throws SQLException {
    connect();
    for (int parameter = 1; parameter <= 4; parameter++) {
      progress.setInt(parameter, shardId);
    }
    try (ResultSet result = progress.executeQuery()) {
      if (!result.next()) {
        throw new SQLException("Table shards has no row for shard " + shardId);
      }
      if (!result.getBoolean(4)) {
        createCursor();
      }
      return new RelayProgress(result.getLong(1), result.getLong(2), result.getLong(3));
    }
  }

  private void createCursor() throws SQLException {
    try (PreparedStatement statement = prepare(CREATE_CURSOR)) {
      statement.setInt(1, shardId);
      statement.executeUpdate();
    }
  }

  @Override
  public boolean claim() throws SQLException {
    connect();
    if (!claimed) {
      try (PreparedStatement statement = prepare(CLAIM)) {
        statement.setInt(1, LOCK_CLASS);
        statement.setInt(2, shardId);
        try (ResultSet result = statement.executeQuery()) {
          result.next();
          claimed = result.getBoolean(1);
        }
      }
    }
    return claimed;
  }

  @Override
  public List<OutboxRow> readAfter(long cursor, long epoch) throws SQLException {
    connect();
    read.setInt(1, shardId);
    read.setLong(2, cursor);
    read.setInt(3, shardId);
    read.setInt(4, shardId);
    read.setLong(5, epoch);
    read.setInt(6, config.batchRows());
    read.setLong(7, config.batchBytes());
    List<OutboxRow> rows = new ArrayList<>();
    try (ResultSet result = read.executeQuery()) {
      while (result.next()) {
        rows.add(row(result));
      }
    }
    return rows;
  }

  private static OutboxRow row(ResultSet result) throws SQLException {
    return new OutboxRow(
        result.getLong(1),
        result.getLong(2),
        result.getLong(3),
        EffectType.ofCode(result.getInt(4)),
        result.getObject(5, OffsetDateTime.class).toInstant().toEpochMilli(),
        result.getBytes(6));
  }

  @Override
  public boolean moveCursor(long from, long to, long epoch) throws SQLException {
    connect();
    moveCursor.setLong(1, to);
    moveCursor.setInt(2, shardId);
    moveCursor.setInt(3, shardId);
    moveCursor.setLong(4, from);
    moveCursor.setInt(5, shardId);
    moveCursor.setInt(6, shardId);
    moveCursor.setLong(7, epoch);
    moveCursor.setLong(8, to);
    return moveCursor.executeUpdate() == 1;
  }

  @Override
  public int trim(long cursor) throws SQLException {
    connect();
    return trimmer.trim(connection, shardId, cursor);
  }

  private void connect() throws SQLException {
    if (connection != null) {
      return;
    }
    connection = dataSource.getConnection();
    connection.setAutoCommit(true);
    progress = prepare(PROGRESS);
    read = prepare(READ);
    moveCursor = prepare(MOVE_CURSOR);
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setQueryTimeout(config.statementTimeoutSeconds());
    return statement;
  }

  @Override
  public void close() {
    Connection closing = connection;
    connection = null;
    boolean givingUp = claimed;
    claimed = false;
    if (closing == null) {
      return;
    }
    try (closing) {
      if (givingUp) {
        // The pool keeps the session.
        try (PreparedStatement statement = closing.prepareStatement(GIVE_UP)) {
          statement.execute();
        }
      }
    } catch (SQLException alreadyBroken) {
      // It is given up because it failed; nothing more can be learnt from it.
    }
  }
}
