package dev.ringfence.journal;

import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.PostgresBackend;
import java.sql.SQLException;

/** A fresh database with one shard, owned by this process, and its journal. */
final class JournalBed implements AutoCloseable {
  static final String OWNER = "tester";

  private static final int POOL_SIZE = 5;

  private final Database database;
  private final ShardRegistry registry;
  private final JournalHealth health = new JournalHealth(1);
  private final Tables tables;
  private PostgresJournal journal;

  private JournalBed(Database database) {
    this.database = database;
    registry = new ShardRegistry(database.dataSource(), LeaseConfig.DEFAULT);
    tables = new Tables(database.dataSource());
  }

  static JournalBed start() throws SQLException, InterruptedException {
    PostgresBackend backend = Backends.freshDatabase();
    return start(
        DatabaseConfig.of(backend.jdbcUrl(), backend.user(), backend.password())
            .withPoolSize(POOL_SIZE),
        JournalConfig.DEFAULT);
  }

  static JournalBed start(DatabaseConfig config, JournalConfig journalConfig)
      throws SQLException, InterruptedException {
    JournalBed bed = new JournalBed(Database.open(config));
    bed.database.migrate();
    bed.registry.register(1);
    ShardOwnership ownership = bed.registry.acquire(0, OWNER);
    bed.journal = PostgresJournal.open(bed.database, ownership, journalConfig, bed.health);
    return bed;
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
    database.close();
  }
}
