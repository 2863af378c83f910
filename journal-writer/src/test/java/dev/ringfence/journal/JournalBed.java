package dev.ringfence.journal;

import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.PostgresBackend;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A fresh database with one shard, owned by this process, and its journal. */
final class JournalBed implements AutoCloseable {
  static final String OWNER = "tester";

  private static final int POOL_SIZE = 5;
  private static final int OPENINGS = 100;

  private final Database database;
  private final Database journalDatabase;
  private final ShardRegistry registry;
  private final JournalHealth health = new JournalHealth(1);
  private final Tables tables;
  private PostgresJournal journal;

  private JournalBed(Database database, Database journalDatabase) {
    this.database = database;
    this.journalDatabase = journalDatabase;
    registry = new ShardRegistry(database.dataSource(), LeaseConfig.DEFAULT);
    tables = new Tables(database.config());
  }

  static JournalBed start() throws SQLException, InterruptedException {
    PostgresBackend backend = Backends.freshDatabase();
    DatabaseConfig config =
        patient(backend.jdbcUrl(), backend.user(), backend.password()).withPoolSize(POOL_SIZE);
    return start(config, config, JournalConfig.DEFAULT);
  }

  /** Time limits that only a server which is gone exceeds: for whatever is not about them. */
  static DatabaseConfig patient(String jdbcUrl, String user, String password) {
    return DatabaseConfig.of(jdbcUrl, user, password).withTimeouts(30_000, 60_000, 50_000, 40_000);
  }

  /** The journal may reach the database over another way, on which faults await it. */
  static JournalBed start(
      DatabaseConfig database, DatabaseConfig journalDatabase, JournalConfig config)
      throws SQLException, InterruptedException {
    JournalBed bed = new JournalBed(Database.open(database), Database.open(journalDatabase));
    bed.database.migrate();
    bed.registry.register(1);
    bed.reopen(config);
    return bed;
  }

  /**
   * Takes the shard anew, as after a fence, and tries again, like an engine, where its server was
   * slower than its time limits.
   */
  void reopen(JournalConfig config) throws SQLException, InterruptedException {
    for (int opening = 1; ; opening++) {
      try {
        ShardOwnership ownership = registry.acquire(0, OWNER);
        journal = PostgresJournal.open(journalDatabase, ownership, config, health);
        return;
      } catch (SQLException late) {
        if (opening == OPENINGS) {
          throw late;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      }
    }
  }

  Database database() {
    return database;
  }

  PostgresJournal journal() {
    return journal;
  }

  JournalHealth health() {
    return health;
  }

  Tables tables() {
    return tables;
  }

  @Override
  public void close() {
    journal.close();
    registry.close();
    journalDatabase.close();
    database.close();
  }
}
