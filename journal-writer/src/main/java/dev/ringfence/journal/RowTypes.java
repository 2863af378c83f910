package dev.ringfence.journal;

import java.sql.SQLException;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TypeInfo;

/** The numbers that the row types of a batch have in this database. */
record RowTypes(
    int journalEntry,
    int accountImage,
    int positionImage,
    int reservationImage,
    int reservationKey) {

  /** Looks them up, and lets the driver send arrays of them in binary form. */
  static RowTypes of(BaseConnection connection) throws SQLException {
    return new RowTypes(
        binary(connection, "journal_entry"),
        binary(connection, "account_image"),
        binary(connection, "position_image"),
        binary(connection, "reservation_image"),
        binary(connection, "reservation_key"));
  }

  private static int binary(BaseConnection connection, String name) throws SQLException {
    TypeInfo types = connection.getTypeInfo();
    int arrayOid = types.getPGType(name + "[]");
    int rowOid = types.getPGType(name);
    if (arrayOid == 0 || rowOid == 0) {
      throw new SQLException(
          "The type " + name + " is missing: migrate the schema first", SqlState.UNDEFINED_OBJECT);
    }
    connection.getQueryExecutor().addBinarySendOid(arrayOid);
    return rowOid;
  }
}
