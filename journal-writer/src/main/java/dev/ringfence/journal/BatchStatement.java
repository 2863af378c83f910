package dev.ringfence.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.postgresql.PGStatement;

/** The statement of {@link BatchSql} on one connection, prepared once for each shape of a batch. */
final class BatchStatement {
  private final Connection connection;
  private final PreparedStatement[] statements = new PreparedStatement[BatchSql.SHAPES];

  BatchStatement(Connection connection) {
    this.connection = connection;
  }

  /** Writes all rows, or returns false: the fence did not let it through. */
  boolean execute(
      int shardId, long epoch, long number, long sequence, long timeMillis, BatchRows rows)
      throws SQLException {
    PreparedStatement statement = prepare(rows.shape());
    statement.setLong(1, number);
    statement.setLong(2, sequence);
    statement.setLong(3, timeMillis);
    statement.setInt(4, shardId);
    statement.setInt(5, shardId);
    statement.setLong(6, epoch);
    statement.setLong(7, number - 1);
    statement.setObject(8, rows.entries());
    int next = 9;
    next = bind(statement, next, rows.newAccounts());
    next = bind(statement, next, rows.changedAccounts());
    next = bind(statement, next, rows.newPositions());
    next = bind(statement, next, rows.changedPositions());
    next = bind(statement, next, rows.newReservations());
    next = bind(statement, next, rows.changedReservations());
    next = bind(statement, next, rows.endedReservations());
    statement.setInt(next, rows.countedRows());
    try (ResultSet fence = statement.executeQuery()) {
      return fence.next();
    }
  }

  private PreparedStatement prepare(int shape) throws SQLException {
    PreparedStatement statement = statements[shape];
    if (statement == null) {
      statement = connection.prepareStatement(BatchSql.of(shape));
      statement.unwrap(PGStatement.class).setPrepareThreshold(1);
      statements[shape] = statement;
    }
    return statement;
  }

  private static int bind(PreparedStatement statement, int parameter, RowArray rows)
      throws SQLException {
    if (rows.rows() == 0) {
      return parameter;
    }
    statement.setObject(parameter, rows);
    return parameter + 1;
  }
}
