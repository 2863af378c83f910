package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseTroubleTest {
  private static final DatabaseConfig CONFIG =
      DatabaseConfig.of("jdbc:postgresql://db:5432/orders?password=hidden", "ringfence", "secret");

  @ParameterizedTest
  @ValueSource(strings = {"08001", "08006", "57P03", "53300", "40P01", "55P03", "25006"})
  void shouldPassWhenTheServerCannotBeReachedOrIsNotReady(String sqlState) {
    DatabaseTrouble trouble = troubleOf(wrapped(sqlState, "its words")).orElseThrow();

    assertTrue(trouble.passing(), trouble::message);
    assertTrue(trouble.message().contains("its words"), trouble::message);
  }

  @Test
  void shouldPassWhenThePoolAloneSaysThatItTookTooLong() {
    assertTrue(troubleOf(new SQLException("timed out", (String) null)).orElseThrow().passing());
  }

  @Test
  void shouldPassWhenTheLinkIsLostWhileAConnectionIsMade() {
    SQLException setup = new SQLException("Transaction isolation level -1", "0A000");

    DatabaseTrouble trouble =
        troubleOf(new SQLTransientConnectionException("timed out", null, 0, setup)).orElseThrow();

    assertTrue(trouble.passing());
    assertTrue(trouble.message().contains("timed out"), trouble::message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"28P01", "28000", "08004", "3D000", "42501", "42P01"})
  void shouldNotPassWhenAPersonMustMendIt(String sqlState) {
    DatabaseTrouble trouble = troubleOf(wrapped(sqlState, "its words")).orElseThrow();

    assertFalse(trouble.passing(), trouble::message);
    assertTrue(trouble.message().contains("its words"), trouble::message);
  }

  @Test
  void shouldSayNothingOfADefect() {
    assertEquals(Optional.empty(), troubleOf(wrapped("42601", "a slip in a statement")));
    assertEquals(Optional.empty(), troubleOf(wrapped("22003", "a number too large")));
    assertEquals(Optional.empty(), troubleOf(new IllegalStateException("not of the database")));
  }

  @Test
  void shouldNameThePlaceButNoSecretInOneLine() {
    String message =
        troubleOf(wrapped("3D000", "does not exist. Check.\n  Position: 7")).get().message();

    assertEquals(
        "There is no such database at jdbc:postgresql://db:5432/orders (does not exist). Create it,"
            + " or correct the URL.",
        message);
  }

  @Test
  void shouldNameAHostThatNobodyKnows() {
    SQLException attempt =
        new SQLException("The connection attempt failed.", "08001", new UnknownHostException("db"));

    DatabaseTrouble trouble =
        troubleOf(new SQLTransientConnectionException("timed out", "08001", attempt)).orElseThrow();

    assertTrue(trouble.message().contains("the host is not known: db"), trouble::message);
  }

  @Test
  void shouldSayWhatTheServersWordsLeaveOut() {
    SQLException late = new SQLException("ERROR: canceling statement due to user request", "57014");
    SQLException locked = new SQLException("ERROR: canceling statement", "55P03");

    assertEquals(
        "ERROR: canceling statement due to user request: its time limit was over, or somebody"
            + " cancelled it",
        DatabaseTrouble.words(late));
    assertTrue(DatabaseTrouble.words(locked).contains("pg_blocking_pids"));
  }

  private static Optional<DatabaseTrouble> troubleOf(Throwable failure) {
    return DatabaseTrouble.of(failure, CONFIG);
  }

  /** As the pool and the migration hand it on. */
  private static Throwable wrapped(String sqlState, String words) {
    SQLException refused = new SQLException(words, sqlState);
    return new IllegalStateException(
        "migration", new SQLTransientConnectionException("timed out", sqlState, refused));
  }
}
