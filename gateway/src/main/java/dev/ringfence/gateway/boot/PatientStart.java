package dev.ringfence.gateway.boot;

import dev.ringfence.journal.Complaint;
import dev.ringfence.journal.Database;
import dev.ringfence.journal.DatabaseTrouble;
import dev.ringfence.snapshotter.verify.UnreachableException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what a start needs of the database, and does it again while that can't be reached. */
final class PatientStart {
  private static final Logger LOG = LoggerFactory.getLogger(PatientStart.class);
  private static final long RETRY_MILLIS = 500;
  private static final long LOOK_MILLIS = 100;

  /** What may be done again after it failed halfway, or was left behind there. */
  interface Preparation {
    void run() throws SQLException;
  }

  private final Database database;
  private final Complaint complaint = new Complaint(LOG);
  private volatile Optional<String> waitsFor = Optional.empty();

  PatientStart(Database database) {
    this.database = database;
  }

  /** Why it is not done yet; nothing if it is, or was not tried. */
  Optional<String> waitsFor() {
    return waitsFor;
  }

  /** Returns whether it was done before there was no more reason to wait. */
  boolean run(Preparation preparation, BooleanSupplier worthWaiting)
      throws SQLException, InterruptedException {
    while (true) {
      try {
        if (!finishes(preparation, worthWaiting)) {
          return false;
        }
        waitsFor = Optional.empty();
        return true;
      } catch (SQLException | RuntimeException failure) {
        Optional<DatabaseTrouble> trouble = database.troubleOf(failure);
        if (trouble.isEmpty()) {
          throw failure;
        }
        if (!trouble.get().passing()) {
          // Whoever let it in yesterday may do so in a minute: a service is to come back.
          throw new UnreachableException(trouble.get().message(), failure);
        }
        waitsFor = trouble.map(DatabaseTrouble::message);
        complaint.warn("Waiting for the database. " + trouble.get().message());
      }
      if (!worthWaiting.getAsBoolean()) {
        return false;
      }
      Thread.sleep(RETRY_MILLIS);
    }
  }

  /**
   * On a thread of its own, as nothing breaks off a statement: who is to stop leaves it behind, and
   * the database undoes what was not committed.
   *
   * @return false if it was left behind
   */
  private static boolean finishes(Preparation preparation, BooleanSupplier worthWaiting)
      throws SQLException, InterruptedException {
    FutureTask<Void> work =
        new FutureTask<>(
            () -> {
              preparation.run();
              return null;
            });
    Thread.ofPlatform().daemon().name("preparation").start(work);
    while (true) {
      try {
        work.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException _) {
        if (!worthWaiting.getAsBoolean()) {
          return false;
        }
      } catch (ExecutionException failure) {
        switch (failure.getCause()) {
          case SQLException said -> throw said;
          case RuntimeException said -> throw said;
          case Error defect -> throw defect;
          default -> throw new IllegalStateException(failure);
        }
      }
    }
  }
}
