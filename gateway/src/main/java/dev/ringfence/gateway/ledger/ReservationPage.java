package dev.ringfence.gateway.ledger;

import dev.ringfence.api.v1.ListReservationsResponse;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.gateway.mapping.Messages;
import dev.ringfence.journal.Columns;
import dev.ringfence.journal.NewestFirst;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * One page of what is held in an account, with the account beside it: one statement, so that both
 * are of one moment. No index has the account first: PostgreSQL walks through the key of all open
 * reservations, whose second column it is, and looks at the rows of this account alone.
 */
final class ReservationPage {
  static final String STATEMENT =
      """
      SELECT account_columns,
             r.order_id, r.symbol, r.opened_sequence, r.amount, r.remaining, r.expires_at
        FROM (SELECT * FROM accounts WHERE newest_account) a
        LEFT JOIN (
          SELECT order_id, symbol, opened_sequence, amount, remaining, expires_at
            FROM reservations
           WHERE account_id = ? AND opened_sequence > ?
           ORDER BY opened_sequence
           LIMIT ?) r ON true
       ORDER BY r.opened_sequence
      """
          .replace("account_columns", AccountRow.COLUMNS)
          .replace("newest_account", NewestFirst.by("account_id", "?"));

  private ReservationPage() {}

  static void ask(PreparedStatement statement, long accountId, long afterSequence, int pageSize)
      throws SQLException {
    statement.setLong(1, accountId);
    statement.setLong(2, accountId);
    statement.setLong(3, accountId);
    statement.setLong(4, afterSequence);
    // One more than asked for tells whether there is a next page.
    statement.setInt(5, pageSize + 1);
  }

  static ListReservationsResponse read(ResultSet rows, long accountId, int pageSize)
      throws SQLException {
    ListReservationsResponse.Builder page = ListReservationsResponse.newBuilder();
    if (!rows.next()) {
      return page.setResult(AccountRow.NOT_FOUND).build();
    }
    page.setResult(AccountRow.found(rows, accountId));
    boolean hasReservation = rows.getString("order_id") != null;
    long last = 0;
    while (hasReservation && page.getReservationsCount() < pageSize) {
      page.addReservations(reservation(rows));
      last = rows.getLong("opened_sequence");
      hasReservation = rows.next();
    }
    if (hasReservation) {
      page.setNextAfterSequence(last);
    }
    return page.build();
  }

  private static Reservation reservation(ResultSet row) throws SQLException {
    String symbol = row.getString("symbol");
    return Messages.reservation(
        row.getString("order_id"),
        symbol == null ? "" : symbol,
        Columns.units(row, "amount"),
        Columns.units(row, "remaining"),
        ReservationState.OPEN,
        Columns.millisOrZero(row, "expires_at"));
  }
}
