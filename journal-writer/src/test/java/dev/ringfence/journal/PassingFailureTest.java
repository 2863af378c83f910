package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;

class PassingFailureTest {
  @Test
  void shouldPassWhenTheServerCannotBeReached() {
    assertTrue(Database.isPassing(wrapped("08001")));
    assertTrue(Database.isPassing(wrapped("57P03")));
    assertTrue(Database.isPassing(new SQLException("closed", (String) null)));
  }

  @Test
  void shouldPassWhenTheLinkIsLostWhileAConnectionIsMade() {
    SQLException setup = new SQLException("Transaction isolation level -1", "0A000");

    assertTrue(
        Database.isPassing(new SQLTransientConnectionException("timed out", null, 0, setup)));
  }

  @Test
  void shouldNotPassWhenAPersonMustMendIt() {
    assertFalse(Database.isPassing(wrapped("28P01")), "wrong password");
    assertFalse(Database.isPassing(wrapped("3D000")), "no such database");
    assertFalse(Database.isPassing(wrapped("42501")), "no privilege");
    assertFalse(Database.isPassing(new IllegalStateException("not of the database")));
  }

  /** As the pool and the migration hand it on. */
  private static Throwable wrapped(String sqlState) {
    SQLException refused = new SQLException("refused", sqlState);
    return new IllegalStateException(
        "migration", new SQLTransientConnectionException("timed out", sqlState, refused));
  }
}
