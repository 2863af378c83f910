package dev.ringfence.gateway.boot;

import dev.ringfence.journal.Database;
import dev.ringfence.journal.DatabaseTrouble;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what a start needs of the database, and does it again while that can't be reached. */
final class PatientStart {
  private static final Logger LOG = LoggerFactory.getLogger(PatientStart.class);
  private static final long RETRY_MILLIS = 500;
  private static final long REPEAT_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** What may be done again after it failed halfway. */
  interface Preparation {
    void run() throws SQLException;
  }

  private final Database database;
  private String said = "";
  private long saidNanos;

  PatientStart(Database database) {
    this.database = database;
  }

  /** Returns whether it was done before there was no more reason to wait. */
  boolean run(Preparation preparation, BooleanSupplier worthWaiting)
      throws SQLException, InterruptedException {
    while (true) {
      try {
        preparation.run();
        return true;
      } catch (SQLException | RuntimeException failure) {
        Optional<DatabaseTrouble> trouble = database.troubleOf(failure);
        if (trouble.isEmpty()) {
          throw failure;
        }
        if (!trouble.get().passing()) {
          throw new ConfigurationException(trouble.get().message(), failure);
        }
        complain(trouble.get().message());
      }
      if (!worthWaiting.getAsBoolean()) {
        return false;
      }
      Thread.sleep(RETRY_MILLIS);
    }
  }

  /** At once when it is news, and once a minute. */
  private void complain(String message) {
    long nowNanos = System.nanoTime();
    if (!message.equals(said) || nowNanos - saidNanos >= REPEAT_NANOS) {
      LOG.warn("Waiting for the database. {}", message);
      said = message;
      saidNanos = nowNanos;
    }
  }
}
