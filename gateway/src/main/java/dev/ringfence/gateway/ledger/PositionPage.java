package dev.ringfence.gateway.ledger;

import dev.ringfence.api.v1.ListPositionsResponse;
import dev.ringfence.gateway.mapping.Messages;
import dev.ringfence.journal.Columns;
import dev.ringfence.journal.NewestFirst;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * One page of what an account holds, with the account beside it: one statement, so that both are of
 * one moment.
 */
final class PositionPage {
  /**
   * How many rows a page looks at. What an account once had stays as a row with nothing in it, and
   * an account that has sold a hundred thousand seats must not keep a reader busy for all of them.
   */
  static final int MOST_ROWS = 10_000;

  /** The last row that it may look at comes in any case, so that the next page knows its place. */
  static final String STATEMENT =
      """
      SELECT account_columns,
             p.symbol, p.quantity, p.reserved_quantity, p.cost, p.number
        FROM (SELECT * FROM accounts WHERE newest_account) a
        LEFT JOIN (
          SELECT * FROM (
            SELECT symbol, quantity, reserved_quantity, cost, row_number() OVER (ORDER BY symbol) AS number
              FROM positions
             WHERE account_id = ? AND symbol > ?
             ORDER BY symbol
             LIMIT most_rows) looked_at
           WHERE quantity + reserved_quantity > 0 OR number = most_rows
           LIMIT ?) p ON true
       ORDER BY p.symbol
      """
          .replace("account_columns", AccountRow.COLUMNS)
          .replace("newest_account", NewestFirst.by("account_id", "?"))
          .replace("most_rows", Integer.toString(MOST_ROWS));

  private PositionPage() {}

  static void ask(PreparedStatement statement, long accountId, String afterSymbol, int pageSize)
      throws SQLException {
    statement.setLong(1, accountId);
    statement.setLong(2, accountId);
    statement.setLong(3, accountId);
    statement.setString(4, afterSymbol);
    // One more than asked for tells whether there is a next page.
    statement.setInt(5, pageSize + 1);
  }

  static ListPositionsResponse read(ResultSet rows, long accountId, int pageSize)
      throws SQLException {
    ListPositionsResponse.Builder page = ListPositionsResponse.newBuilder();
    if (!rows.next()) {
      return page.setResult(AccountRow.NOT_FOUND).build();
    }
    page.setResult(AccountRow.found(rows, accountId));
    boolean hasPosition = rows.getString("symbol") != null;
    while (hasPosition && page.getPositionsCount() < pageSize) {
      add(rows, page);
      hasPosition = rows.next();
    }
    if (hasPosition) {
      page.setNextAfterSymbol(page.getPositions(pageSize - 1).getSymbol());
    }
    return page.build();
  }

  private static void add(ResultSet row, ListPositionsResponse.Builder page) throws SQLException {
    String symbol = row.getString("symbol");
    long quantity = Columns.units(row, "quantity");
    long reserved = Columns.units(row, "reserved_quantity");
    if (quantity + reserved > 0) {
      page.addPositions(Messages.position(symbol, quantity, reserved, Columns.units(row, "cost")));
    }
    if (row.getLong("number") == MOST_ROWS) {
      page.setNextAfterSymbol(symbol);
    }
  }
}
