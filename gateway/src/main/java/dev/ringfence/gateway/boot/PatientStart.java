package dev.ringfence.gateway.boot;

import dev.ringfence.journal.Database;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what a start needs of the database, and does it again while that can't be reached. */
final class PatientStart {
  private static final Logger LOG = LoggerFactory.getLogger(PatientStart.class);
  private static final long RETRY_MILLIS = 500;

  /** What may be done again after it failed halfway. */
  interface Preparation {
    void run() throws SQLException;
  }

  private PatientStart() {}

  /** Returns whether it was done before there was no more reason to wait. */
  static boolean run(Preparation preparation, BooleanSupplier worthWaiting)
      throws SQLException, InterruptedException {
    boolean complained = false;
    while (true) {
      try {
        preparation.run();
        return true;
      } catch (SQLException | RuntimeException failure) {
        if (!Database.isPassing(failure)) {
          throw failure;
        }
        if (!complained) {
          LOG.warn("Waiting for the database, which can't be reached: {}", failure.getMessage());
        }
        complained = true;
      }
      if (!worthWaiting.getAsBoolean()) {
        return false;
      }
      Thread.sleep(RETRY_MILLIS);
    }
  }
}
