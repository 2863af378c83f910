package dev.ringfence.journal;

import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.PostgresBackend;
import java.sql.SQLException;

/** A fresh database with one shard, owned by this process, and its journal. */
final class JournalBed implements AutoCloseable {
  static final String OWNER = "tester";

  private static final int POOL_SIZE = 5;

  private final Database database;
  private final Database journalDatabase;
  private final JournalConfig config;
  private final ShardRegistry registry;
  private final JournalHealth health = new JournalHealth(1);
  private final Tables tables;
  private PostgresJournal journal;

  private JournalBed(Database database, Database journalDatabase, JournalConfig config) {
    this.database = database;
    this.journalDatabase = journalDatabase;
    this.config = config;
    registry = new ShardRegistry(database.dataSource(), LeaseConfig.DEFAULT);
    tables = new Tables(database.config());
  }

  static JournalBed start() throws SQLException, InterruptedException {
    PostgresBackend backend = Backends.freshDatabase();
    DatabaseConfig config =
        DatabaseConfig.of(backend.jdbcUrl(), backend.user(), backend.password())
            .withPoolSize(POOL_SIZE);
    return start(config, config, JournalConfig.DEFAULT);
  }

  /** The journal may reach the database over another way, on which faults await it. */
  static JournalBed start(
      DatabaseConfig database, DatabaseConfig journalDatabase, JournalConfig config)
      throws SQLException, InterruptedException {
    JournalBed bed =
        new JournalBed(Database.open(database), Database.open(journalDatabase), config);
    bed.database.migrate();
    bed.registry.register(1);
    bed.reopen();
    return bed;
  }

  /** Takes the shard anew, as after a fence. */
  void reopen() throws SQLException, InterruptedException {
    ShardOwnership ownership = registry.acquire(0, OWNER);
    journal = PostgresJournal.open(journalDatabase, ownership, config, health);
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
