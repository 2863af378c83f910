package dev.ringfence.journal;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.ErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** Brings the schema forward, never back, and refuses one that it does not know. */
final class Migration {
  private static final String LOCATION = "classpath:dev/ringfence/sql";

  private final Flyway flyway;

  /** Of the connection that the migration's turn is kept by. */
  @FunctionalInterface
  interface ConnectionSource {
    Connection open() throws SQLException;
  }

  /**
   * @param lockTimeoutMillis how long a migration waits for a lock
   */
  Migration(DataSource dataSource, int lockTimeoutMillis) {
    this(dataSource, lockTimeoutMillis, LOCATION);
  }

  /** Of another schema, for tests. */
  Migration(DataSource dataSource, int lockTimeoutMillis, String location) {
    FluentConfiguration configuration =
        Flyway.configure()
            .dataSource(dataSource)
            .locations(location)
            .callbacks(new MigrationLimits(lockTimeoutMillis))
            .cleanDisabled(true);
    // Else its lock is a transaction that says nothing, which servers may be told to end.
    configuration
        .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
        .setTransactionalLock(false);
    flyway = configuration.load();
  }

  /**
   * Does what is left to do.
   *
   * @throws MigrationUnderWayException if another process is at it, and not done soon
   */
  void run(ConnectionSource turns) {
    try (MigrationTurn turn = MigrationTurn.take(turns.open())) {
      SchemaPlace.check(turn.connection());
      migrate();
    } catch (SQLException failure) {
      throw new FlywayException("A migration can't begin: " + failure.getMessage(), failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new FlywayException("A migration was not begun, as its thread is to end", interrupted);
    }
  }

  private void migrate() {
    refuseNewerSchema();
    try {
      flyway.migrate();
    } catch (FlywayValidateException e) {
      throw new RefusedStartException(
          "The schema in the database is not the one that this program makes ("
              + causeOf(e)
              + "). A migration was changed after it had run: run the release that made it.",
          e);
    }
  }

  private void refuseNewerSchema() {
    MigrationVersion newestKnown = MigrationVersion.EMPTY;
    MigrationVersion newestApplied = MigrationVersion.EMPTY;
    for (MigrationInfo migration : flyway.info().all()) {
      MigrationVersion version = migration.getVersion();
      if (version == null) {
        continue;
      }
      if (migration.getState().isResolved()) {
        newestKnown = newer(newestKnown, version);
      }
      if (migration.getState().isApplied()) {
        newestApplied = newer(newestApplied, version);
      }
    }
    if (newestApplied.compareTo(newestKnown) > 0) {
      throw new RefusedStartException(
          "The schema is at version "
              + newestApplied
              + ", but this program only knows up to version "
              + newestKnown
              + ": start the newer release that migrated it.");
    }
  }

  private static MigrationVersion newer(MigrationVersion one, MigrationVersion other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static String causeOf(FlywayValidateException failure) {
    ErrorCode code = failure.getErrorCode();
    return code == null ? "unknown" : code.toString();
  }
}
