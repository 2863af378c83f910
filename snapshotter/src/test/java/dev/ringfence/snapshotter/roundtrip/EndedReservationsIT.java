package dev.ringfence.snapshotter.roundtrip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.engine.shard.Journal;
import dev.ringfence.engine.state.Decider;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.state.WindowSizes;
import dev.ringfence.journal.JournalConfig;
import dev.ringfence.journal.JournalHealth;
import dev.ringfence.journal.LeaseConfig;
import dev.ringfence.journal.PostgresJournal;
import dev.ringfence.journal.ShardOwnership;
import dev.ringfence.journal.ShardRegistry;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.recovery.RecoveredShard;
import dev.ringfence.snapshotter.recovery.RecoveryConfig;
import dev.ringfence.snapshotter.recovery.ShardRecovery;
import dev.ringfence.snapshotter.sample.TestDatabase;
import dev.ringfence.snapshotter.verify.Verifier;
import dev.ringfence.snapshotter.verify.VerifyConfig;
import dev.ringfence.snapshotter.verify.VerifyReport;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a recovery reads is bounded by what is open, not by all reservations that ever were. */
class EndedReservationsIT {
  private static final long TIME_MILLIS = 1_800_000_000_000L;
  private static final long ACCOUNT = 42;
  private static final int ROUNDS = 20;
  private static final int ORDERS_PER_ROUND = 50;
  private static final int STAY_OPEN = 3;
  private static final int WINDOW_ROWS = 10;

  private final ShardState state = new ShardState(WindowSizes.DEFAULT);
  private final EffectBatch batch = new EffectBatch(0, 2 * ORDERS_PER_ROUND);
  private final Decider decider = new Decider();
  private final Command command = new Command();
  private long requests;

  @Test
  void shouldReadOnlyWhatIsOpenWhenManyReservationsHaveEnded() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      write(database);
      assertEquals(
          ROUNDS * ORDERS_PER_ROUND - STAY_OPEN,
          database.number("SELECT count(*) FROM ledger WHERE type = 7"));

      assertEquals(STAY_OPEN, database.number("SELECT count(*) FROM reservations"));
      AtomicLong rowsRead = new AtomicLong();
      RecoveredShard recovered =
          new ShardRecovery(database.dataSource(), config(), counting(rowsRead)).recover(0);
      assertEquals(1 + STAY_OPEN + WINDOW_ROWS, rowsRead.get());
      assertEquals(STAY_OPEN, recovered.state().openReservationCount());
      assertEquals(state.stateHash(), recovered.state().stateHash());
      VerifyReport report =
          new Verifier(new VerifyConfig(2, 8, 60_000)).run(database.dataSource(), Progress.NONE);
      assertTrue(report.isClean(), report::render);
    }
  }

  /** Orders that end in the batch after, some in their own; the first few never. */
  private void write(TestDatabase database) throws Exception {
    try (ShardRegistry registry = new ShardRegistry(database.dataSource(), LeaseConfig.DEFAULT)) {
      registry.register(1);
      ShardOwnership ownership = registry.tryAcquire(0, "ended").orElseThrow();
      try (PostgresJournal journal =
          PostgresJournal.open(
              database.database(), ownership, JournalConfig.DEFAULT, new JournalHealth(1))) {
        begin();
        decide(CommandType.OPEN_ACCOUNT, "", 0);
        decide(CommandType.DEPOSIT, "", 1_000_000);
        commit(journal);
        for (int round = 0; round < ROUNDS; round++) {
          reserveAndRelease(journal, round);
        }
      }
      ownership.release();
    }
  }

  private void reserveAndRelease(Journal journal, int round) {
    int endAtOnce = ORDERS_PER_ROUND / 2;
    begin();
    for (int order = 0; order < ORDERS_PER_ROUND; order++) {
      decide(CommandType.RESERVE, round + "-" + order, 10);
    }
    for (int order = endAtOnce; order < ORDERS_PER_ROUND; order++) {
      decide(CommandType.RELEASE, round + "-" + order, 0);
    }
    commit(journal);
    begin();
    for (int order = round == 0 ? STAY_OPEN : 0; order < endAtOnce; order++) {
      decide(CommandType.RELEASE, round + "-" + order, 0);
    }
    commit(journal);
  }

  private void begin() {
    state.beginBatch(TIME_MILLIS);
    batch.begin(state.batchNumber() + 1, TIME_MILLIS);
  }

  private void decide(CommandType type, String order, long amount) {
    command.clear();
    command.type(type).accountId(ACCOUNT).currency(CurrencyCode.parse("EUR")).amount(amount);
    command.requestId().set("request-" + requests++);
    if (!order.isEmpty()) {
      command.orderId().set(order);
    }
    Effect effect = batch.next();
    decider.decide(state, command, TIME_MILLIS, effect);
    state.apply(effect);
    batch.add();
  }

  private void commit(Journal journal) {
    batch.markLast();
    assertEquals(CommitOutcome.COMMITTED, journal.commit(batch));
    state.commit(batch.number());
  }

  private static RecoveryConfig config() {
    return new RecoveryConfig(1, WindowSizes.DEFAULT, WINDOW_ROWS, 1 << 20, 60_000);
  }

  private static Progress counting(AtomicLong rows) {
    return new Progress() {
      @Override
      public void advanced(long more) {
        rows.addAndGet(more);
      }
    };
  }
}
