package dev.ringfence.journal;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome.Offender;
import dev.ringfence.engine.shard.LookUp.Original;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.core.BaseConnection;

/**
 * The connection of one shard, taken from the pool for good. Its settings make sure that the commit
 * is planned once, always by index, and is durable when it is answered.
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
      SET jit = off;
      SELECT set_config('synchronous_commit', 'on', false)
       WHERE current_setting('synchronous_commit') = 'off';
      """;

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
  public List<Original> lookUp(List<Command> commands) throws SQLException {
    AcceptedRequests requests = new AcceptedRequests();
    for (int index = 0; index < commands.size(); index++) {
      Command command = commands.get(index);
      requests.add(index, command.accountId(), command.requestId());
    }
    return requests.find(connection).stream()
        .map(row -> new Original(row.index(), row.fingerprint(), row.answer()))
        .toList();
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
      statement.execute(SETTINGS);
      statement.execute("SET statement_timeout = " + config.statementTimeoutMillis());
      statement.execute("SET lock_timeout = " + config.lockTimeoutMillis());
    }
  }
}
