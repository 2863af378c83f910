package dev.ringfence.snapshotter.verify;

import com.google.protobuf.Timestamp;
import dev.ringfence.api.v1.Account;
import dev.ringfence.api.v1.Position;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.events.v1.AccountEvent;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import javax.sql.DataSource;

/**
 * Looks ledger rows up, many at a time, and says which event each of them must have brought about.
 * It sees what is committed now, and holds no snapshot: a ledger row never changes.
 */
final class LedgerEvents {
  /** As many as are worth one round trip. */
  static final int PORTION = 5_000;

  // Amounts come as the events have them: decimals without trailing zeros.
  private static final String ROWS =
      """
      SELECT k.place, l.shard_id, l.sequence, l.account_id, l.version, l.type, l.request_id,
             l.currency, l.status, trim_scale(l.balance)::text, trim_scale(l.reserved)::text,
             trim_scale(l.balance_change)::text, trim_scale(l.reserved_change)::text,
             l.symbol, trim_scale(l.quantity)::text, trim_scale(l.reserved_quantity)::text,
             trim_scale(l.quantity_change)::text, trim_scale(l.reserved_quantity_change)::text,
             trim_scale(l.cost)::text, l.order_id, l.reserves_symbol,
             trim_scale(l.amount)::text, trim_scale(l.remaining)::text, l.state,
             l.expires_at, l.occurred_at
        FROM unnest(?::bigint[], ?::bigint[]) WITH ORDINALITY k(account_id, version, place)
        JOIN ledger l USING (account_id, version)""";

  private static final int PRICE_DECIMALS = 4;

  /** Thousands of looks into an index that is on a slow disk take longer than other answers may. */
  private static final int LIMIT_MILLIS = 600_000;

  private static final int SOCKET_GRACE_MILLIS = 5_000;

  private final DataSource dataSource;

  LedgerEvents(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * A ledger row's place, and its event.
   *
   * @param event what was, or will be, in Kafka
   */
  record Row(int shardId, long sequence, AccountEvent event) {}

  /** A version of an account. */
  record Key(long accountId, long version) {}

  /** The rows in the order of the keys; null where there is none. */
  Row[] find(List<Key> keys) throws SQLException {
    Row[] rows = new Row[keys.size()];
    if (keys.isEmpty()) {
      return rows;
    }
    try (Connection connection = dataSource.getConnection()) {
      connection.setNetworkTimeout(Runnable::run, LIMIT_MILLIS + SOCKET_GRACE_MILLIS);
      connection.setAutoCommit(false);
      connection.setReadOnly(true);
      try {
        find(connection, keys, rows);
      } finally {
        connection.rollback();
        connection.setReadOnly(false);
        connection.setAutoCommit(true);
      }
    }
    return rows;
  }

  private static void find(Connection connection, List<Key> keys, Row[] rows) throws SQLException {
    try (Statement setting = connection.createStatement();
        PreparedStatement query = connection.prepareStatement(ROWS)) {
      // A few thousand looks into the index, however large the ledger is believed to be.
      setting.execute(
          "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL jit = off;"
              + " SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = "
              + LIMIT_MILLIS);
      query.setArray(
          1, connection.createArrayOf("bigint", keys.stream().map(Key::accountId).toArray()));
      query.setArray(
          2, connection.createArrayOf("bigint", keys.stream().map(Key::version).toArray()));
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          rows[result.getInt(1) - 1] =
              new Row(result.getInt(2), result.getLong(3), new Reader(result).event());
        }
      }
    }
  }

  /** Makes the event of the row at hand. */
  private record Reader(ResultSet row) {
    AccountEvent event() throws SQLException {
      AccountEvent.Builder event =
          AccountEvent.newBuilder()
              .setEventId(row.getLong(4) + "-" + row.getLong(5))
              .setTypeValue(row.getInt(6))
              .setRequestId(textOrEmpty(7))
              .setAccount(account())
              .setBalanceChange(row.getString(12))
              .setReservedChange(row.getString(13))
              .setOccurredAt(timestamp(26));
      if (row.getString(14) != null) {
        event
            .setPosition(position())
            .setQuantityChange(row.getString(17))
            .setReservedQuantityChange(row.getString(18));
      }
      if (row.getString(20) != null) {
        event.setReservation(reservation());
      }
      return event.build();
    }

    private Account account() throws SQLException {
      return Account.newBuilder()
          .setAccountId(row.getLong(4))
          .setVersion(row.getLong(5))
          .setCurrency(row.getString(8))
          .setStatusValue(row.getInt(9))
          .setBalance(row.getString(10))
          .setReserved(row.getString(11))
          .build();
    }

    private Position position() throws SQLException {
      Position.Builder position =
          Position.newBuilder()
              .setSymbol(row.getString(14))
              .setQuantity(row.getString(15))
              .setReservedQuantity(row.getString(16))
              .setCost(row.getString(19));
      BigDecimal units =
          new BigDecimal(position.getQuantity())
              .add(new BigDecimal(position.getReservedQuantity()));
      if (units.signum() > 0) {
        position.setAveragePrice(
            new BigDecimal(position.getCost())
                .divide(units, PRICE_DECIMALS, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString());
      }
      return position.build();
    }

    private Reservation reservation() throws SQLException {
      Reservation.Builder reservation =
          Reservation.newBuilder()
              .setOrderId(row.getString(20))
              .setAmount(row.getString(22))
              .setRemaining(row.getString(23))
              .setStateValue(row.getInt(24));
      if (row.getBoolean(21)) {
        reservation.setSymbol(row.getString(14));
      }
      if (row.getObject(25) != null) {
        reservation.setExpiresAt(timestamp(25));
      }
      return reservation.build();
    }

    private String textOrEmpty(int column) throws SQLException {
      String text = row.getString(column);
      return text == null ? "" : text;
    }

    private Timestamp timestamp(int column) throws SQLException {
      Instant instant = row.getObject(column, OffsetDateTime.class).toInstant();
      return Timestamp.newBuilder()
          .setSeconds(instant.getEpochSecond())
          .setNanos(instant.getNano())
          .build();
    }
  }
}
