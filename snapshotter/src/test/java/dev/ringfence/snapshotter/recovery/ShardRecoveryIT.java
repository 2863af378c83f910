package dev.ringfence.snapshotter.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.Text;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.state.StateVisitor;
import dev.ringfence.engine.state.WindowSizes;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.sample.Cash;
import dev.ringfence.snapshotter.sample.SampleShape;
import dev.ringfence.snapshotter.sample.SampleWriter;
import dev.ringfence.snapshotter.sample.TestDatabase;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

class ShardRecoveryIT {
  private static final SampleShape SHAPE = new SampleShape(200, 3, 17, true);

  private static final RecoveryConfig SMALL_WINDOWS =
      new RecoveryConfig(SHAPE.shards(), new WindowSizes(66, 10, 66), 60_000);

  private static final int MOST_ROUNDS = 1_000;

  private static TestDatabase database;

  @BeforeAll
  static void load() throws SQLException {
    database = TestDatabase.with(SHAPE);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void shouldHoldWhatTheRowsSayWhenRecovered() throws SQLException {
    Set<String> expected = new TreeSet<>(rows());

    Set<String> found = new TreeSet<>();
    for (RecoveredShard shard : recover(database, WindowSizes.DEFAULT)) {
      shard.state().visit(new Describer(shard.shardId(), found));
      shard.state().checkConservation();
    }

    assertEquals(expected, found);
  }

  @Test
  void shouldBeTheSameWhenTheHashTablesAreSeededOtherwise() throws SQLException {
    RecoveryConfig config = RecoveryConfig.of(SHAPE.shards());

    List<RecoveredShard> one =
        all(new ShardRecovery(database.dataSource(), config, Progress.NONE, 1));
    List<RecoveredShard> other =
        all(new ShardRecovery(database.dataSource(), config, Progress.NONE, -4_711));

    for (int shardId = 0; shardId < SHAPE.shards(); shardId++) {
      assertEquals(one.get(shardId).state().stateHash(), other.get(shardId).state().stateHash());
    }
  }

  @Test
  void shouldKnowWhereTheLogEndsWhenRecovered() throws SQLException {
    RecoveredShard shard = recoveryOf(database, WindowSizes.DEFAULT).recover(2);

    assertEquals(2, shard.shardId());
    assertEquals(SHAPE.ledgerRows(), shard.state().batchNumber());
    assertEquals(
        database.number("SELECT sequence FROM shards WHERE shard_id = 2"),
        shard.state().sequence());
    assertEquals(Instant.parse("2026-01-01T00:00:17Z").toEpochMilli(), shard.state().timeMillis());
  }

  @Test
  void shouldRememberTheNewestRequestsOnlyWhenTheWindowIsSmall() throws SQLException {
    RequestMemory memory =
        new RequestMemory(recover(database, new WindowSizes(66 * 2, 10, 66 * 2)));

    assertTrue(memory.knows(7, "r-17"));
    assertTrue(memory.knows(7, "r-16"));
    assertFalse(memory.knows(7, "r-1"));
  }

  @Test
  void shouldDoubtEveryRequestUntilTheOlderIdsAreRead() throws Exception {
    WindowSizes windows = new WindowSizes(66 * 2, 10, 66 * 2);
    RecoveryConfig config = new RecoveryConfig(SHAPE.shards(), windows, 60_000);
    List<RecoveredShard> shards =
        all(new ShardRecovery(database.dataSource(), config, Progress.NONE));
    RequestMemory memory = new RequestMemory(shards);
    assertTrue(memory.doubts(7, "new"));

    for (RecoveredShard shard : shards) {
      readOlderIds(database, config, shard);
    }

    assertFalse(memory.doubts(7, "new"));
    for (int request = 1; request <= 17; request++) {
      assertTrue(memory.doubts(7, "r-" + request), "r-" + request);
    }
  }

  @Test
  void shouldGoOnWhereItStoppedWhenAShardIsTakenAgain() throws Exception {
    ShardRecovery recovery = withSmallWindows(database);
    OlderIds olderIds = new OlderIds(database.dataSource(), SMALL_WINDOWS, 100);

    assertTrue(olderIds.readOn(recovery.recover(1).history()));
    RecoveredShard again = recovery.recover(1);

    assertTrue(new RequestMemory(List.of(again)).doubts(7, "new"));
    assertEquals(101, again.history().next(1).first());
  }

  @Test
  void shouldDoubtNoNewRequestAtOnceWhenAShardIsTakenAgain() throws Exception {
    ShardRecovery recovery = withSmallWindows(database);
    readOlderIds(database, SMALL_WINDOWS, recovery.recover(1));

    RequestMemory memory = new RequestMemory(List.of(recovery.recover(1)));

    assertFalse(memory.doubts(7, "new"));
    for (int request = 1; request <= 17; request++) {
      assertTrue(memory.doubts(7, "r-" + request), "r-" + request);
    }
  }

  @Test
  void shouldReadOnlyWhatAnotherWroteWhenAShardIsTakenAgain() throws Exception {
    try (TestDatabase written = TestDatabase.with(SHAPE)) {
      ShardRecovery recovery = withSmallWindows(written);
      RecoveredShard before = recovery.recover(1);
      readOlderIds(written, SMALL_WINDOWS, before);
      for (int deposit = 0; deposit < 100; deposit++) {
        SampleWriter.deposit(written.dataSource(), 7);
      }

      RecoveredShard again = recovery.recover(1);

      RequestMemory memory = new RequestMemory(List.of(again));
      assertTrue(memory.doubts(7, "new"));
      assertEquals(
          new LedgerRange(1, before.state().sequence() + 1, again.state().sequence() - 66),
          again.history().next(1_000));
      readOlderIds(written, SMALL_WINDOWS, again);
      assertFalse(memory.doubts(7, "new"));
      assertTrue(memory.doubts(7, "r-1"));
      for (int version = 18; version < 118; version++) {
        assertTrue(memory.doubts(7, "w-" + version), "w-" + version);
      }
    }
  }

  @Test
  void shouldReadNothingThatTheShardItselfCommittedWhenItIsTakenAgain() throws Exception {
    try (TestDatabase written = TestDatabase.with(SHAPE)) {
      ShardRecovery recovery = withSmallWindows(written);
      RecoveredShard before = recovery.recover(1);
      readOlderIds(written, SMALL_WINDOWS, before);
      for (int deposit = 0; deposit < 100; deposit++) {
        SampleWriter.deposit(written.dataSource(), 7);
      }
      before.history().committed(before.state().sequence() + 100);

      assertFalse(recovery.recover(1).history().hasUnread());
    }
  }

  @Test
  @Timeout(60)
  void shouldHoldNoStateWhenShardsAreTakenAgainWhileAnotherIsRead() throws Exception {
    ShardRecovery recovery = withSmallWindows(database);
    StuckDataSource stuck = new StuckDataSource();
    try (Historian historian = new Historian(stuck, SMALL_WINDOWS, _ -> true)) {
      historian.read(recovery.recover(0).history());
      stuck.awaitCall();

      List<WeakReference<ShardState>> states = new ArrayList<>();
      for (int take = 0; take < 3; take++) {
        states.add(take(recovery, historian));
      }

      while (!states.stream().allMatch(state -> state.refersTo(null))) {
        System.gc();
      }
    }
  }

  @Test
  @Timeout(60)
  void shouldReadEveryShardInTurnWhenFailureAndErrorAreOver() throws Exception {
    List<RecoveredShard> shards = all(withSmallWindows(database));
    FailingDataSource failing = new FailingDataSource();

    try (Historian historian = new Historian(failing, SMALL_WINDOWS, _ -> true)) {
      shards.forEach(shard -> historian.read(shard.history()));
      while (shards.stream().anyMatch(shard -> shard.history().hasUnread())) {
        LockSupport.parkNanos(1_000_000);
      }
    }

    assertTrue(failing.metAnError.get());
    assertFalse(new RequestMemory(shards).doubts(7, "new"));
  }

  /** A small filter gives false alarms, so its seed is one that gives none here. */
  private static ShardRecovery withSmallWindows(TestDatabase source) {
    return new ShardRecovery(source.dataSource(), SMALL_WINDOWS, Progress.NONE, 1);
  }

  private static WeakReference<ShardState> take(ShardRecovery recovery, Historian historian)
      throws SQLException {
    RecoveredShard shard = recovery.recover(1);
    historian.read(shard.history());
    return new WeakReference<>(shard.state());
  }

  private static void readOlderIds(TestDatabase source, RecoveryConfig config, RecoveredShard shard)
      throws Exception {
    OlderIds olderIds = new OlderIds(source.dataSource(), config, 100);
    boolean more = true;
    while (more) {
      more = olderIds.readOn(shard.history());
    }
  }

  /** A database that is away at first. */
  private static final class FailingDataSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1;

    private final transient AtomicBoolean failed = new AtomicBoolean();
    private final transient AtomicBoolean metAnError = new AtomicBoolean();

    @Override
    public Connection getConnection() throws SQLException {
      if (failed.compareAndSet(false, true)) {
        throw new SQLException("the server is away", "08001");
      }
      if (metAnError.compareAndSet(false, true)) {
        throw new StackOverflowError("planned");
      }
      return database.dataSource().getConnection();
    }
  }

  /** A database that takes connections and says nothing. */
  private static final class StuckDataSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1;

    private final transient CountDownLatch called = new CountDownLatch(1);

    void awaitCall() throws InterruptedException {
      called.await();
    }

    @Override
    public Connection getConnection() throws SQLException {
      called.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
      throw new SQLException("interrupted", "57014");
    }
  }

  @Test
  void shouldDoubtNoNewRequestWhenTheWindowsHoldTheWholeHistory() throws SQLException {
    RequestMemory memory = new RequestMemory(recover(database, WindowSizes.DEFAULT));

    assertFalse(memory.doubts(7, "new"));
    assertTrue(memory.doubts(7, "r-1"));
  }

  @Test
  void shouldReadTheEndOfTheLedgerOnlyWhenTheWindowIsLarge() throws SQLException {
    RecoveryConfig config =
        new RecoveryConfig(SHAPE.shards(), WindowSizes.DEFAULT, 66 * 2, 1 << 20, 60_000);

    RequestMemory memory =
        new RequestMemory(all(new ShardRecovery(database.dataSource(), config, Progress.NONE)));

    assertTrue(memory.knows(7, "r-17"));
    assertTrue(memory.knows(7, "r-16"));
    assertFalse(memory.knows(7, "r-1"));
  }

  @Test
  void shouldRefuseWhenThereAreOtherShards() {
    RecoveryConfig config = RecoveryConfig.of(5);

    ShardLayoutException refusal =
        assertThrows(
            ShardLayoutException.class,
            () -> new ShardRecovery(database.dataSource(), config, Progress.NONE).recover(0));

    assertTrue(refusal.getMessage().contains("ringfence reshard --shards 5"), refusal.getMessage());
  }

  @Test
  void shouldRefuseAndLeaveThePoolUsableWhenAnAccountIsInAWrongShard() throws SQLException {
    try (TestDatabase broken = TestDatabase.with(SHAPE)) {
      broken.tamper("UPDATE accounts SET shard_id = 2 WHERE account_id = 7");

      String refusal = refusalOf(broken, 2);

      assertTrue(refusal.contains("Account 7"), refusal);
      assertEquals(200, broken.number("SELECT count(*) FROM accounts"));
    }
  }

  @Test
  void shouldRefuseAnAccountThatIsThereTwice() throws SQLException {
    try (TestDatabase broken = TestDatabase.with(SHAPE)) {
      broken.tamper("INSERT INTO accounts SELECT * FROM accounts WHERE account_id = 7");

      String refusal = refusalOf(broken, 7 % SHAPE.shards());

      assertTrue(refusal.contains("comes twice"), refusal);
    }
  }

  private static String refusalOf(TestDatabase broken, int shardId) {
    return assertThrows(
            IllegalStateException.class,
            () -> recoveryOf(broken, WindowSizes.DEFAULT).recover(shardId))
        .getMessage();
  }

  @Test
  void shouldBeOfOneMomentWhenAnotherOwnerStillWrites() throws Exception {
    try (TestDatabase written = TestDatabase.with(SHAPE);
        ExecutorService writer = Executors.newSingleThreadExecutor()) {
      AtomicBoolean stop = new AtomicBoolean();
      AtomicLong deposits = new AtomicLong();
      long cashBefore = totalCash(recover(written, WindowSizes.DEFAULT));
      long sequenceBefore = written.number("SELECT sum(sequence) FROM shards");
      Future<?> writing =
          writer.submit(
              () -> {
                for (long account = 1; !stop.get(); account = account % SHAPE.accounts() + 1) {
                  SampleWriter.deposit(written.dataSource(), account);
                  deposits.incrementAndGet();
                }
                return null;
              });
      try {
        int roundsWithWrites = 0;
        for (int round = 0; round < MOST_ROUNDS && roundsWithWrites < 10; round++) {
          long before = deposits.get();
          List<RecoveredShard> shards = recover(written, WindowSizes.DEFAULT);

          long sequence = shards.stream().mapToLong(s -> s.state().sequence()).sum();
          assertEquals(
              (sequence - sequenceBefore) * Amount.UNITS_PER_WHOLE, totalCash(shards) - cashBefore);
          roundsWithWrites += deposits.get() > before ? 1 : 0;
        }
        assertEquals(10, roundsWithWrites, "rounds in which something was written meanwhile");
      } finally {
        stop.set(true);
        writing.get();
      }
    }
  }

  private static long totalCash(List<RecoveredShard> shards) {
    return shards.stream().mapToLong(shard -> Cash.of(shard.state())).sum();
  }

  private static List<RecoveredShard> recover(TestDatabase source, WindowSizes windows)
      throws SQLException {
    return all(recoveryOf(source, windows));
  }

  private static List<RecoveredShard> all(ShardRecovery recovery) throws SQLException {
    return AllShards.recover(recovery, SHAPE.shards());
  }

  private static ShardRecovery recoveryOf(TestDatabase source, WindowSizes windows) {
    RecoveryConfig config = new RecoveryConfig(SHAPE.shards(), windows, 60_000);
    return new ShardRecovery(source.dataSource(), config, Progress.NONE);
  }

  /** All rows in words, read the slow way. */
  private static Set<String> rows() throws SQLException {
    Set<String> rows = new TreeSet<>();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                """
                SELECT concat_ws(' ', 'account', account_id % 3, account_id, currency, status,
                                 trunc(balance * 10000, 0), trunc(reserved * 10000, 0), version)
                  FROM accounts
                UNION ALL
                SELECT concat_ws(' ', 'position', account_id % 3, account_id, symbol,
                                 trunc(quantity * 10000, 0), trunc(reserved_quantity * 10000, 0),
                                 trunc(cost * 10000, 0)) FROM positions
                UNION ALL
                SELECT concat_ws(' ', 'reservation', account_id % 3, account_id, order_id,
                                 '<' || coalesce(symbol, '') || '>', opened_sequence,
                                 trunc(amount * 10000, 0), trunc(remaining * 10000, 0),
                                 coalesce(floor(extract(epoch FROM expires_at) * 1000), 0)::bigint)
                  FROM reservations
                """)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }

  private record Describer(int shardId, Set<String> found) implements StateVisitor {
    @Override
    public void onAccount(
        long accountId,
        long currency,
        AccountStatus status,
        long balance,
        long reserved,
        long version) {
      add(
          "account",
          accountId,
          CurrencyCode.format(currency),
          status.code(),
          balance,
          reserved,
          version);
    }

    @Override
    public void onPosition(
        long accountId, Text symbol, long quantity, long reservedQuantity, long cost) {
      add("position", accountId, symbol, quantity, reservedQuantity, cost);
    }

    @Override
    public void onOpenReservation(
        long accountId,
        Text orderId,
        Text symbolOrEmpty,
        long openedSequence,
        long amount,
        long remaining,
        long expiresAtMillis) {
      add(
          "reservation",
          accountId,
          orderId,
          "<" + symbolOrEmpty + ">",
          openedSequence,
          amount,
          remaining,
          expiresAtMillis);
    }

    private void add(String kind, Object... values) {
      StringBuilder words = new StringBuilder(kind).append(' ').append(shardId);
      for (Object value : values) {
        words.append(' ').append(value);
      }
      found.add(words.toString());
    }
  }
}
