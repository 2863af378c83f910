package dev.ringfence.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Where a session would make the tables, looked at before it does: Flyway goes by the first schema
 * of the search path alone.
 */
final class SchemaPlace {
  private static final String LOOK =
      """
      WITH ours AS (
        SELECT nspname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
         WHERE relname = 'shard_leases' AND relkind = 'r' AND relpersistence = 'p'
      )
      SELECT current_setting('transaction_read_only')::boolean,
             pg_is_in_recovery(),
             current_setting('search_path'),
             coalesce(current_schema(), split_part(current_setting('search_path'), ',', 1)),
             other,
             'ALTER ROLE ' || quote_ident(session_user)
               || ' IN DATABASE ' || quote_ident(current_database())
               || ' SET search_path = ' || quote_ident(other)
        FROM (SELECT CASE WHEN NOT EXISTS (SELECT FROM ours WHERE nspname = current_schema())
                          THEN (SELECT min(nspname) FROM ours) END AS other) elsewhere
      """;

  private SchemaPlace() {}

  /**
   * Only where tables may be made, or are already.
   *
   * @throws SQLException if the session may only read
   * @throws RefusedStartException if the tables are in another schema: beside them it would make
   *     new ones, and serve those, in which nobody has an account
   */
  static void check(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet place = statement.executeQuery(LOOK)) {
      place.next();
      if (place.getBoolean(1)) {
        throw new SQLException(
            place.getBoolean(2) ? "it is a standby" : "default_transaction_read_only is on",
            SqlState.READ_ONLY);
      }
      String tables = place.getString(5);
      if (tables != null) {
        throw new RefusedStartException(
            "The tables are in schema %1$s of this database, but the search_path of its user (%2$s) would make new ones in %3$s. Say where they are: %4$s"
                .formatted(tables, place.getString(3), place.getString(4), place.getString(6)));
      }
    }
  }
}
