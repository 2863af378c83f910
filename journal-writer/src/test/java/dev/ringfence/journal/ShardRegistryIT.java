package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.engine.shard.FenceKind;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.PostgresBackend;
import dev.ringfence.localstack.testing.Until;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShardRegistryIT {
  private static final int LONG_MILLIS = 3_000_000;
  private static final LeaseConfig NEVER_BEATS = new LeaseConfig(LONG_MILLIS, 1_000_000, 10);
  private static final LeaseConfig BEATS = new LeaseConfig(LONG_MILLIS, 50, 10);
  private static final LeaseConfig IMPATIENT = new LeaseConfig(3, 1, 10);
  private static final LeaseConfig SHORT_LEASE = new LeaseConfig(1_500, 100, 10);

  private final JournalHealth health = new JournalHealth(4);
  private Database database;
  private Tables tables;

  @BeforeEach
  void start() {
    PostgresBackend backend = Backends.freshDatabase();
    database =
        Database.open(
            JournalBed.patient(backend.jdbcUrl(), backend.user(), backend.password())
                .withPoolSize(6));
    database.migrate();
    tables = new Tables(database.config());
  }

  @AfterEach
  void stop() {
    database.close();
  }

  @Test
  void shouldMakeEachShardOnceWhenTwoProcessesStartTogether() throws Exception {
    ShardRegistry registry = registry(NEVER_BEATS);

    List<CompletableFuture<Void>> starts =
        List.of(start(registry), start(registry), start(registry));
    starts.forEach(CompletableFuture::join);

    assertEquals(
        List.of("0 | 4 | 0", "1 | 4 | 0", "2 | 4 | 0", "3 | 4 | 0"),
        tables.rows(
            "SELECT shard_id, shard_count, epoch FROM shards JOIN shard_leases USING (shard_id)"
                + " JOIN relay_cursors USING (shard_id) ORDER BY shard_id"));
  }

  @Test
  void shouldSeeWhatAnotherHasMadeWhenTransactionsKeepTheirFirstView() throws Exception {
    tables.run(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation ="
            + " ''repeatable read''', current_database()); END $$");
    try (Database strict = Database.open(database.config());
        HeldLock other = new HeldLock("SELECT pg_advisory_xact_lock(7246433111)")) {
      CompletableFuture<Void> late = start(new ShardRegistry(strict.dataSource(), NEVER_BEATS));
      Until.holds(
          "it waits for the other",
          () ->
              tables
                  .rows(
                      "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
                          + " WHERE datname = current_database() AND locktype = 'advisory'"
                          + " AND NOT granted")
                  .equals(List.of("1")));

      other.lock("SELECT add_shard(id, 4) FROM generate_series(0, 3) id");
      other.lock("COMMIT");

      late.join();
    }
    assertEquals(List.of("4"), tables.rows("SELECT count(*) FROM shards"));
  }

  @Test
  void shouldRefuseToStartWhenTheShardCountIsAnother() throws Exception {
    ShardRegistry registry = registry(NEVER_BEATS);
    registry.register(4);

    RefusedStartException refusal =
        assertThrows(RefusedStartException.class, () -> registry.register(2));

    assertTrue(refusal.getMessage().contains("4 shards"), refusal::getMessage);
    assertTrue(refusal.getMessage().contains("reshard --shards 2"), refusal::getMessage);
  }

  @Test
  void shouldKeepTheShardWhenItsOwnerBeats() throws Exception {
    ShardRegistry registry = registry(BEATS);
    registry.register(4);
    ShardOwnership ownership = registry.acquire(1, "first");
    silentFor(LONG_MILLIS);

    tables.await(
        "SELECT heartbeat_at > now() - interval '10 minutes' FROM shard_leases WHERE shard_id = 1");
    assertTrue(registry.tryAcquire(1, "second").isEmpty());
    assertTrue(registry.tryAcquire(2, "second").isPresent());
    assertFalse(ownership.isLost());
  }

  @Test
  void shouldTakeTheShardAtOnceWhenItWasReleased() throws Exception {
    ShardRegistry registry = registry(NEVER_BEATS);
    registry.register(4);
    ShardOwnership first = registry.acquire(1, "first");
    long firstEpoch = first.epoch();

    first.release();

    ShardOwnership second = registry.tryAcquire(1, "second").orElseThrow();
    assertTrue(second.epoch() > firstEpoch);
  }

  @Test
  void shouldTakeTheShardAtOnceWhenTheSameProcessStartsAgain() throws Exception {
    ShardRegistry registry = registry(NEVER_BEATS);
    registry.register(4);
    ShardOwnership first = registry.acquire(1, "first");

    ShardOwnership again = registry.tryAcquire(1, "first").orElseThrow();

    assertTrue(again.epoch() > first.epoch());
  }

  @Test
  void shouldTakeTheShardOnlyWhenItsOwnerWasSilentForALease() throws Exception {
    ShardRegistry registry = registry(NEVER_BEATS);
    registry.register(4);
    registry.acquire(1, "silent");

    silentFor(LONG_MILLIS - 600_000);
    boolean before = registry.tryAcquire(1, "successor").isPresent();
    silentFor(LONG_MILLIS);

    assertFalse(before);
    assertTrue(registry.tryAcquire(1, "successor").isPresent());
  }

  @Test
  void shouldTakeOverByItselfWhenTheOwnerIsDead() throws Exception {
    ShardRegistry dead = registry(NEVER_BEATS);
    dead.register(4);
    dead.acquire(1, "dead");

    ShardRegistry living = registry(NEVER_BEATS);
    List<ShardHolder> waitedFor = new CopyOnWriteArrayList<>();
    ShardOwnership ownership;
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<ShardOwnership> taken =
          thread.submit(() -> living.acquire(1, "living", waitedFor::add));
      Until.holds("it waits", () -> !waitedFor.isEmpty());
      silentFor(LONG_MILLIS);
      ownership = taken.get();
    }

    assertEquals(2, ownership.epoch());
    assertEquals(
        Set.of("dead"), waitedFor.stream().map(ShardHolder::name).collect(Collectors.toSet()));
  }

  @Test
  void shouldFenceThePausedOwnerWhenItComesBack() throws Exception {
    ScriptedShard shard = new ScriptedShard(1);
    ShardRegistry paused = registry(NEVER_BEATS);
    paused.register(4);
    PostgresJournal pausedJournal = journal(paused.acquire(1, "paused"));
    shard.begin().open(1).deposit(1, 100, "cash");
    assertEquals(CommitOutcome.COMMITTED, pausedJournal.commit(shard.seal()));

    PostgresJournal newJournal = journal(registry(IMPATIENT).acquire(1, "successor"));
    shard.begin().deposit(1, 1, "by-the-paused-owner");
    CommitOutcome late = pausedJournal.commit(shard.seal());
    shard.undo();
    shard.begin().deposit(1, 2, "by-the-successor");
    CommitOutcome next = newJournal.commit(shard.seal());

    assertEquals(FenceKind.RETAKE, assertInstanceOf(CommitOutcome.Fenced.class, late).kind());
    assertEquals(CommitOutcome.COMMITTED, next);
    tables.assertHolds(shard);
    pausedJournal.close();
    newJournal.close();
  }

  @Test
  void shouldAnswerNoReadsWhenTheHeartbeatStoppedAndAnotherOwnsTheShard() throws Exception {
    ShardRegistry silent = registry(SHORT_LEASE);
    silent.register(4);
    ShardOwnership first = silent.acquire(1, "silent");
    PostgresJournal stale = journal(first);
    Until.holds("it may answer", stale::mayAnswer);
    silent.close();

    PostgresJournal fresh = journal(registry(SHORT_LEASE).acquire(1, "successor"));
    boolean after = stale.mayAnswer();

    assertFalse(after);
    assertFalse(first.isLost());
    Until.holds("the successor may answer", fresh::mayAnswer);
    stale.close();
    fresh.close();
  }

  @Test
  void shouldGoOnAnsweringReadsWhenTheOwnerBeats() throws Exception {
    AtomicLong nanos = new AtomicLong();
    ShardRegistry registry =
        new ShardRegistry(
            new JdbcShardTable(database.dataSource(), LONG_MILLIS),
            NEVER_BEATS,
            new LeaseClock(nanos::get, () -> TimeUnit.NANOSECONDS.toMillis(nanos.get())),
            () -> "alone");
    registry.register(4);
    PostgresJournal journal = journal(registry.acquire(1, "living"));

    for (int beat = 0; beat < 3; beat++) {
      nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(LONG_MILLIS / 2));
      registry.beat();
      assertTrue(journal.mayAnswer());
    }
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(LONG_MILLIS));

    assertFalse(journal.mayAnswer());
    journal.close();
  }

  @Test
  void shouldAnswerNoReadsWhenTheShardWasReleased() throws Exception {
    ShardRegistry registry = registry(NEVER_BEATS);
    registry.register(4);
    ShardOwnership ownership = registry.acquire(1, "first");
    PostgresJournal journal = journal(ownership);

    ownership.release();

    assertFalse(journal.mayAnswer());
    journal.close();
  }

  @Test
  void shouldNoticeTheLossWhenAHeartbeatFindsAnotherOwner() throws Exception {
    ShardRegistry registry = registry(new LeaseConfig(30, 10, 10));
    registry.register(4);
    ShardOwnership first = registry.acquire(1, "owner");

    assertTrue(registry.tryAcquire(1, "owner").isPresent());

    Until.holds("it knows that it has lost the shard", first::isLost);
  }

  @Test
  void shouldOnlyLookAtAShardThatAnotherHas() throws Exception {
    ShardRegistry registry = registry(NEVER_BEATS);
    registry.register(4);
    registry.acquire(1, "first");

    try (ExecutorService thread = Executors.newSingleThreadExecutor();
        HeldLock _ = new HeldLock("SELECT FROM shard_leases FOR UPDATE")) {
      Future<Boolean> taken = thread.submit(() -> registry.tryAcquire(1, "second").isPresent());
      Until.holds("it has looked and waited for nobody", taken::isDone);

      assertFalse(taken.get());
    }
  }

  @Test
  void shouldLoseNoShardAndKeepNoSessionWhenALeaseIsLocked() throws Exception {
    ShardRegistry registry = registry(NEVER_BEATS);
    registry.register(4);
    ShardOwnership ownership = registry.acquire(1, "first");
    silentFor(60_000);
    try (ExecutorService thread = Executors.newSingleThreadExecutor();
        HeldLock _ = new HeldLock("SELECT FROM shard_leases FOR UPDATE")) {
      Future<?> beat = thread.submit(registry::beat);

      Until.holds("it beats no longer", beat::isDone);
      tables.await(
          "SELECT count(*) = 0 FROM pg_stat_activity"
              + " WHERE datname = current_database() AND wait_event_type = 'Lock'");
    }
    assertFalse(ownership.isLost());

    registry.beat();

    assertFalse(ownership.isLost());
    tables.await(
        "SELECT heartbeat_at > now() - interval '50 s' FROM shard_leases WHERE shard_id = 1");
  }

  @Test
  void shouldLockTheLeaseFirstWhenItIsReleased() throws Exception {
    ShardRegistry registry = registry(NEVER_BEATS);
    registry.register(4);
    ShardOwnership ownership = registry.acquire(1, "first");

    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<?> released;
      try (HeldLock taker = new HeldLock("SELECT FROM shard_leases FOR UPDATE")) {
        released =
            thread.submit(
                () -> {
                  ownership.release();
                  return null;
                });
        tables.await(
            "SELECT count(*) = 1 FROM pg_stat_activity"
                + " WHERE datname = current_database() AND wait_event_type = 'Lock'");

        taker.lock("SELECT FROM shards FOR UPDATE NOWAIT");
      }
      released.get();
    }

    assertTrue(registry.tryAcquire(1, "second").isPresent());
  }

  @Test
  void shouldGiveBackItsLocksWhenItStandsStill() throws Exception {
    registry(NEVER_BEATS).register(4);

    assertThrows(
        SQLException.class,
        () ->
            Transaction.run(
                database.dataSource(),
                connection -> {
                  try (Statement statement = connection.createStatement()) {
                    statement.execute("SELECT FROM shards FOR UPDATE");
                  }
                  awaitUnlocked();
                  return null;
                }));
  }

  @Test
  void shouldNotWaitForEverWhenAnotherHasTheLock() throws Exception {
    registry(NEVER_BEATS).register(4);

    try (HeldLock _ = new HeldLock("SELECT FROM shards FOR UPDATE")) {
      SQLException refusal =
          assertThrows(
              SQLException.class,
              () ->
                  Transaction.run(
                      database.dataSource(),
                      connection -> {
                        try (Statement statement = connection.createStatement()) {
                          return statement.execute("SELECT FROM shards FOR UPDATE");
                        }
                      }));
      assertEquals("55P03", refusal.getSQLState());
    }
  }

  private void awaitUnlocked() {
    try {
      Until.holds(
          "nobody has the lock",
          () -> {
            try (HeldLock _ = new HeldLock("SELECT FROM shards FOR UPDATE NOWAIT")) {
              return true;
            } catch (SQLException locked) {
              return false;
            }
          });
    } catch (Exception never) {
      throw new AssertionError(never);
    }
  }

  /** A transaction of somebody who does nothing more for now. */
  private final class HeldLock implements AutoCloseable {
    private final Connection connection = tables.connect();

    HeldLock(String sql) throws SQLException {
      try {
        connection.setAutoCommit(false);
        lock(sql);
      } catch (SQLException refused) {
        connection.close();
        throw refused;
      }
    }

    void lock(String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  /** As if shard 1 had had its last heartbeat then, by the clock of the database. */
  private void silentFor(int millis) throws Exception {
    tables.run(
        "UPDATE shard_leases SET heartbeat_at = clock_timestamp() - interval '"
            + millis
            + " milliseconds' WHERE shard_id = 1");
  }

  private ShardRegistry registry(LeaseConfig config) {
    return new ShardRegistry(database.dataSource(), config);
  }

  private PostgresJournal journal(ShardOwnership ownership) throws Exception {
    return PostgresJournal.open(database, ownership, JournalConfig.DEFAULT, health);
  }

  private static CompletableFuture<Void> start(ShardRegistry registry) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            registry.register(4);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
