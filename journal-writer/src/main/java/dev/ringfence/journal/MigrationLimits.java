package dev.ringfence.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * Lets a migration work for as long as an index on a large ledger takes, where the pool's
 * connections give an answer up after seconds; but not wait for a lock, as whoever serves waits
 * behind it. The pool sets its own limit again when it gets the connection back, and the server at
 * the end of the transaction.
 */
final class MigrationLimits extends BaseCallback {
  /** A server that is gone is noticed by keep-alive; this is for one that never comes to an end. */
  private static final int NETWORK_MILLIS = (int) TimeUnit.DAYS.toMillis(1);

  private final int lockTimeoutMillis;

  MigrationLimits(int lockTimeoutMillis) {
    this.lockTimeoutMillis = lockTimeoutMillis;
  }

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_EACH_MIGRATE;
  }

  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return true;
  }

  @Override
  public void handle(Event event, Context context) {
    Connection connection = context.getConnection();
    try (Statement statement = connection.createStatement()) {
      connection.setNetworkTimeout(Runnable::run, NETWORK_MILLIS);
      statement.execute("SET LOCAL statement_timeout = 0");
      statement.execute("SET LOCAL lock_timeout = " + lockTimeoutMillis);
    } catch (SQLException failure) {
      throw new FlywayException("A migration can't begin: " + failure.getMessage(), failure);
    }
  }
}
