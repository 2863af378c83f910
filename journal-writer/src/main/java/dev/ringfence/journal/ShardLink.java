package dev.ringfence.journal;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Text;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome.Offender;
import dev.ringfence.engine.shard.LookUp.Doubt;
import dev.ringfence.engine.shard.LookUp.Found;
import dev.ringfence.engine.shard.LookUp.Original;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.core.BaseConnection;

/**
 * The connection of one shard, taken from the pool for good. Its settings make sure that the commit
 * is planned once, always by index, and is durable when it is answered: what the session has set
 * itself, the server's files don't change while it lasts.
 */
final class ShardLink implements BatchLink {
  private static final String SETTINGS =
      """
      SET default_transaction_isolation = 'read committed';
      SET plan_cache_mode = 'force_generic_plan';
      SET enable_seqscan = off;
      SET enable_hashjoin = off;
      SET enable_mergejoin = off;
      SET enable_bitmapscan = off;
      SET enable_memoize = off;
      SET jit = off;
      SELECT set_config('synchronous_commit',
                        CASE setting WHEN 'off' THEN 'on' ELSE setting END,
                        false)
        FROM current_setting('synchronous_commit') setting;
      """;

  private static final Text NO_ORDER = new Text();

  private final Database database;
  private final Connection connection;
  private final RowTypes types;
  private final BatchStatement batchStatement;
  private final BatchRows rows = new BatchRows();

  private ShardLink(Database database, Connection connection) throws SQLException {
    this.database = database;
    this.connection = connection;
    types = RowTypes.of(connection.unwrap(BaseConnection.class));
    batchStatement = new BatchStatement(connection);
  }

  static ShardLink open(Database database) throws SQLException {
    Connection connection = database.dataSource().getConnection();
    try {
      configure(connection, database.config());
      return new ShardLink(database, connection);
    } catch (SQLException | RuntimeException e) {
      database.discard(connection);
      throw e;
    }
  }

  @Override
  public ShardClaim raise(ShardOwnership ownership) throws SQLException {
    return ShardClaim.raise(connection, ownership);
  }

  @Override
  public boolean write(EffectBatch batch, ShardOwnership ownership) throws SQLException {
    rows.encode(batch, types);
    long lastSequence = batch.get(batch.size() - 1).sequence();
    return batchStatement.execute(
        ownership.shardId(),
        ownership.epoch(),
        batch.number(),
        lastSequence,
        batch.timeMillis(),
        rows);
  }

  @Override
  public List<Offender> offenders(EffectBatch batch, ShardOwnership ownership) throws SQLException {
    return new Offenders(this, ownership).of(batch);
  }

  @Override
  public Found lookUp(List<Doubt> doubts) throws SQLException {
    Repeats repeats = new Repeats();
    for (int index = 0; index < doubts.size(); index++) {
      Command command = doubts.get(index).command();
      Text opened = doubts.get(index).isOfOrder() ? command.orderId() : NO_ORDER;
      repeats.add(index, command.accountId(), command.requestId(), opened);
    }
    List<Original> originals = new ArrayList<>();
    List<Integer> takenOrders = new ArrayList<>();
    for (Repeats.Row row : repeats.find(connection)) {
      if (row.original() == null) {
        takenOrders.add(row.index());
      } else {
        originals.add(new Original(row.index(), row.fingerprint(), row.original()));
      }
    }
    return new Found(originals, takenOrders);
  }

  Connection jdbc() {
    return connection;
  }

  RowTypes types() {
    return types;
  }

  BatchStatement batchStatement() {
    return batchStatement;
  }

  /** Cuts the connection; it never goes back to the pool, as its settings are its own. */
  @Override
  public void close() {
    database.discard(connection);
  }

  private static void configure(Connection connection, DatabaseConfig config) throws SQLException {
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          SETTINGS
              + "SET statement_timeout = "
              + config.statementTimeoutMillis()
              + "; SET lock_timeout = "
              + config.lockTimeoutMillis()
              + "; SET idle_in_transaction_session_timeout = "
              + Transaction.IDLE_LIMIT_MILLIS);
    }
  }
}
