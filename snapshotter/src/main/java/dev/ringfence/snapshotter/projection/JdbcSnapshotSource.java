package dev.ringfence.snapshotter.projection;

import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.AveragePrice;
import dev.ringfence.journal.Complaint;
import dev.ringfence.journal.NumericCodec;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Reads the tables through a cursor, so that any number of accounts takes little memory. */
public final class JdbcSnapshotSource implements SnapshotSource {
  static final String ACCOUNTS =
      """
      SELECT account_id, version, trim_scale(balance)::text, trim_scale(reserved)::text, currency, status
        FROM accounts""";

  static final String POSITIONS =
      "SELECT account_id, symbol, version, quantity, reserved_quantity, cost FROM positions";

  private final DataSource dataSource;
  private final int fetchRows;

  public JdbcSnapshotSource(DataSource dataSource, int fetchRows) {
    this.dataSource = dataSource;
    this.fetchRows = fetchRows;
  }

  @Override
  public void stream(Sink sink) throws SnapshotException, StoreUnavailableException {
    try {
      streamTable(ACCOUNTS, result -> sink.account(account(result)));
      streamTable(POSITIONS, result -> sink.position(position(result)));
    } catch (SQLException failed) {
      throw unreadable(failed);
    }
  }

  static SnapshotException unreadable(SQLException failed) {
    return new SnapshotException(
        "The accounts can't be read from PostgreSQL: " + Complaint.reason(failed), failed);
  }

  private void streamTable(String sql, RowReader reader)
      throws SQLException, StoreUnavailableException {
    try (Connection connection = dataSource.getConnection()) {
      // The driver uses a cursor only inside a transaction; each table has one of its own, so that
      // a long read of one holds back the vacuum no longer than it must.
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setFetchSize(fetchRows);
        try (ResultSet result = statement.executeQuery()) {
          while (result.next()) {
            reader.read(result);
          }
        }
      } finally {
        connection.rollback();
        connection.setReadOnly(false);
        connection.setAutoCommit(true);
      }
    }
  }

  static AccountImage account(ResultSet result) throws SQLException {
    return new AccountImage(
        result.getLong(1),
        result.getLong(2),
        result.getString(3),
        result.getString(4),
        result.getString(5),
        AccountStatus.ofCode(result.getInt(6)));
  }

  static PositionImage position(ResultSet result) throws SQLException {
    BigDecimal quantity = result.getBigDecimal(4);
    BigDecimal reserved = result.getBigDecimal(5);
    return new PositionImage(
        result.getLong(1),
        result.getString(2),
        result.getLong(3),
        plain(quantity),
        plain(reserved),
        AveragePrice.format(
            NumericCodec.toUnits(result.getBigDecimal(6)),
            NumericCodec.toUnits(quantity.add(reserved))));
  }

  private static String plain(BigDecimal amount) {
    return amount.stripTrailingZeros().toPlainString();
  }

  @FunctionalInterface
  private interface RowReader {
    void read(ResultSet result) throws SQLException, StoreUnavailableException;
  }
}
