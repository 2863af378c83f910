package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.shard.FenceKind;
import dev.ringfence.engine.testing.TestSeed;
import dev.ringfence.localstack.proxy.FaultProxy;
import dev.ringfence.localstack.proxy.FaultProxy.Fault;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.PostgresBackend;
import dev.ringfence.localstack.testing.Until;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnknownOutcomeIT {
  private static final long ACCOUNT = 42;
  private static final int RANDOM_BATCHES = 60;
  private static final int USUAL_LOCK_MILLIS = 1_000;
  private static final int LONG_LOCK_MILLIS = 90_000;
  private static final JournalConfig PATIENT = new JournalConfig(120_000, 1, 20);
  private static final JournalConfig IMPATIENT = new JournalConfig(300, 1, 20);

  private static final List<Fault> LOSSES =
      List.of(Fault.SWALLOW_REPLY, Fault.CUT_BEFORE, Fault.CUT_AFTER);

  private final ScriptedShard shard = new ScriptedShard(0);
  private PostgresBackend backend;
  private FaultProxy proxy;
  private JournalBed bed;

  @BeforeEach
  void start() throws Exception {
    backend = Backends.freshDatabase();
    URI server = URI.create(backend.jdbcUrl().substring("jdbc:".length()));
    proxy = new FaultProxy(server.getHost(), server.getPort());
    start(PATIENT, USUAL_LOCK_MILLIS);
    shard.begin().open(ACCOUNT).deposit(ACCOUNT, 1_000_000, "cash");
    assertEquals(CommitOutcome.COMMITTED, commit());
  }

  private void start(JournalConfig config, int lockMillis) throws Exception {
    bed =
        JournalBed.start(
            JournalBed.patient(backend.jdbcUrl(), backend.user(), backend.password())
                .withPoolSize(4),
            DatabaseConfig.of(
                    backend.jdbcUrl().replaceFirst(":[0-9]+/", ":" + proxy.port() + "/"),
                    backend.user(),
                    backend.password())
                .withPoolSize(2)
                .withTimeouts(1_000, lockMillis + 1_000, lockMillis + 500, lockMillis),
            config);
  }

  @AfterEach
  void stop() {
    bed.close();
    proxy.close();
  }

  @Test
  void shouldCommitOnceWhenTheReplyIsLost() throws Exception {
    proxy.catchRequest("trapped", Fault.SWALLOW_REPLY);
    shard.begin().reserve(ACCOUNT, "order", 5, "trapped");

    assertEquals(CommitOutcome.COMMITTED, commit());

    assertWhole(1);
  }

  @Test
  void shouldCommitOnceWhenTheRequestIsLost() throws Exception {
    proxy.catchRequest("trapped", Fault.CUT_BEFORE);
    shard.begin().reserve(ACCOUNT, "order", 5, "trapped");

    assertEquals(CommitOutcome.COMMITTED, commit());

    assertWhole(1);
  }

  @Test
  void shouldRefuseTheFirstRequestWhenItArrivesAfterTheSecond() throws Exception {
    proxy.catchRequest("trapped", Fault.HOLD);
    shard.begin().reserve(ACCOUNT, "order", 5, "trapped");

    assertEquals(CommitOutcome.COMMITTED, commit());
    proxy.releaseHeld();

    assertWhole(1);
  }

  @Test
  void shouldRefuseTheFirstRequestWhenItsBatchWasDecidedAnew() throws Exception {
    proxy.catchRequest("deposit-2", Fault.HOLD);
    bed.tables().run("ALTER TABLE ledger ADD CONSTRAINT conflict CHECK (request_id <> 'conflict')");
    shard.begin().deposit(ACCOUNT, 1, "deposit-2").deposit(ACCOUNT, -1, "conflict");
    CommitOutcome rolledBack = commit();
    shard.undo();
    bed.tables().run("ALTER TABLE ledger DROP CONSTRAINT conflict");

    shard.begin().deposit(ACCOUNT, 7, "decided-anew");
    proxy.releaseHeld();
    assertEquals(CommitOutcome.COMMITTED, commit());

    assertInstanceOf(CommitOutcome.RolledBack.class, rolledBack);
    assertWhole(1);
  }

  @Test
  void shouldWaitForTheOldBackendWhenItStillWorks() throws Exception {
    // On a busy machine a second connection may take longer than the usual wait for a lock, and
    // then the two backends would never be seen to wait at the same time.
    bed.close();
    start(PATIENT, LONG_LOCK_MILLIS);
    proxy.catchRequest("trapped", Fault.CUT_AFTER);
    shard.begin().reserve(ACCOUNT, "order", 5, "trapped");
    CompletableFuture<CommitOutcome> outcome;
    try (Connection blocker = DriverManager.getConnection(backend.jdbcUrl());
        Statement statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("SELECT FROM accounts FOR UPDATE");

      outcome = CompletableFuture.supplyAsync(this::commit);
      // Locks are the whole server's, and an attempt that was given up may wait as well.
      bed.tables()
          .await(
              "SELECT count(*) >= 2 FROM pg_locks JOIN pg_stat_activity USING (pid)"
                  + " WHERE NOT granted AND datname = current_database()");
      assertFalse(bed.health().isAvailable(0));
      blocker.rollback();
    }

    assertEquals(CommitOutcome.COMMITTED, outcome.join());
    assertWhole(1);
  }

  @Test
  void shouldReconnectWhenTheConnectionDiedBetweenBatches() throws Exception {
    proxy.cutAll();

    shard.begin().deposit(ACCOUNT, 5, "after");
    assertEquals(CommitOutcome.COMMITTED, commit());

    assertWhole(0);
  }

  @Test
  void shouldGoOnByItselfWhenTheNetworkSwallowsEverythingForAWhile() throws Exception {
    proxy.blackHole(true);
    shard.begin().deposit(ACCOUNT, 5, "into-the-dark");
    CompletableFuture<CommitOutcome> outcome = CompletableFuture.supplyAsync(this::commit);
    Until.holds("it noticed", () -> !bed.health().isAvailable(0));

    proxy.blackHole(false);

    assertEquals(CommitOutcome.COMMITTED, outcome.join());
    assertTrue(bed.health().isAvailable(0));
    assertWhole(0);
  }

  @Test
  void shouldWriteTheShardAgainWhenANewOwnershipFollowsAnOutage() throws Exception {
    bed.close();
    start(IMPATIENT, USUAL_LOCK_MILLIS);
    proxy.refuse(true);
    shard.begin().deposit(ACCOUNT, 5, "during");
    CommitOutcome during = commit();
    boolean availableDuring = bed.health().isAvailable(0);
    shard.undo();
    proxy.refuse(false);

    bed.reopen(PATIENT);
    boolean availableAfter = bed.health().isAvailable(0);
    shard.begin().deposit(ACCOUNT, 6, "after");

    assertEquals(FenceKind.RETAKE, assertInstanceOf(Fenced.class, during).kind());
    assertFalse(availableDuring);
    assertTrue(availableAfter);
    assertEquals(CommitOutcome.COMMITTED, commit());
    assertWhole(0);
  }

  @Test
  void shouldFenceWithAnAlarmWhenHistoryWentBack() throws Exception {
    shard.begin().deposit(ACCOUNT, 5, "acknowledged");
    assertEquals(CommitOutcome.COMMITTED, commit());
    bed.tables().run("UPDATE shards SET batch = batch - 1");
    proxy.cutAll();

    shard.begin().deposit(ACCOUNT, 5, "after");
    Fenced fenced = assertInstanceOf(Fenced.class, commit());

    assertTrue(fenced.cause().contains("history went back"), fenced::cause);
    assertEquals(FenceKind.HALT, fenced.kind());
  }

  @Test
  void shouldHaltWhenHistoryWentBackUnderAnOpenConnection() throws Exception {
    shard.begin().deposit(ACCOUNT, 5, "acknowledged");
    assertEquals(CommitOutcome.COMMITTED, commit());
    bed.tables().run("UPDATE shards SET batch = batch - 1");

    shard.begin().deposit(ACCOUNT, 5, "after");
    Fenced fenced = assertInstanceOf(Fenced.class, commit());

    assertEquals(FenceKind.HALT, fenced.kind());
  }

  @Test
  void shouldLoseAndDoubleNothingWhenFaultsAreRandom() throws Exception {
    long seed = TestSeed.get();
    Random random = new Random(seed);
    int trapped = 0;
    for (int number = 0; number < RANDOM_BATCHES; number++) {
      String requestId = "request-" + number + "-";
      shard.begin().deposit(ACCOUNT, 1 + random.nextInt(9), requestId);
      shard.reserve(ACCOUNT, "order-" + number, 1, "r" + requestId);
      switch (random.nextInt(5)) {
        case 0 -> proxy.cutAll();
        case 1 -> {}
        default -> {
          proxy.catchRequest(requestId, LOSSES.get(random.nextInt(LOSSES.size())));
          trapped++;
        }
      }

      assertEquals(CommitOutcome.COMMITTED, commit(), "seed " + seed);
    }

    assertWhole(trapped);
  }

  private CommitOutcome commit() {
    return bed.journal().commit(shard.seal());
  }

  private void assertWhole(int caught) throws Exception {
    assertEquals(caught, proxy.caught());
    bed.tables().assertHolds(shard);
  }
}
