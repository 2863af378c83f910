package dev.ringfence.snapshotter.replay;

import dev.ringfence.engine.shard.Journal;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.journal.Database;
import dev.ringfence.journal.JournalConfig;
import dev.ringfence.journal.JournalHealth;
import dev.ringfence.journal.LeaseConfig;
import dev.ringfence.journal.PostgresJournal;
import dev.ringfence.journal.ShardOwnership;
import dev.ringfence.journal.ShardRegistry;
import dev.ringfence.journal.tape.TapeException;
import dev.ringfence.journal.tape.TapeLibrary;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.recovery.LedgerEnd;
import dev.ringfence.snapshotter.recovery.RecoveryConfig;
import dev.ringfence.snapshotter.recovery.ShardLayoutException;
import dev.ringfence.snapshotter.recovery.ShardRecovery;
import dev.ringfence.snapshotter.recovery.WindowRows;
import dev.ringfence.snapshotter.replay.TapeSurvey.Position;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Runs a tape again, shard by shard, through the code that decides for real. */
public final class Replay {
  private static final int OWNER_WAIT_MILLIS = 2 * LeaseConfig.DEFAULT.leaseMillis();

  private final TapeLibrary library;
  private final ReplayScope scope;
  private final Progress progress;
  private final RecoveryConfig recovery;

  /** A replay of this tape. */
  public Replay(TapeLibrary library, ReplayScope scope, Progress progress) {
    this.library = library;
    this.scope = scope;
    this.progress = progress;
    recovery = RecoveryConfig.of(library.shardCount());
  }

  /** From an empty engine. */
  public ReplayReport fromEmpty() throws IOException, SQLException {
    List<ShardReport> reports = new ArrayList<>();
    for (int shardId : shardIds()) {
      reports.add(run(shardId, emptyState(shardId), new MemoryEnd(), Optional.empty(), scope));
    }
    return new ReplayReport(reports);
  }

  /** From what PostgreSQL has, without writing to it. */
  public ReplayReport fromDatabase(Database database) throws IOException, SQLException {
    List<ShardReport> reports = new ArrayList<>();
    for (int shardId : shardIds()) {
      ShardState state = recover(database, shardId);
      reports.add(run(shardId, state, new MemoryEnd(), Optional.of(database), scope));
    }
    return new ReplayReport(reports);
  }

  /** From an empty engine, up to where PostgreSQL is; then the state hashes must agree. */
  public ReplayReport againstDatabase(Database database) throws IOException, SQLException {
    List<ShardReport> reports = new ArrayList<>();
    for (int shardId : shardIds()) {
      ShardState there = recover(database, shardId);
      ReplayScope upToIt = scope.until(there.batchNumber());
      ShardReport report =
          run(shardId, emptyState(shardId), new MemoryEnd(), Optional.empty(), upToIt);
      reports.add(upToIt.until() < there.batchNumber() ? report : compared(report, there));
    }
    return new ReplayReport(reports);
  }

  /**
   * Brings a PostgreSQL that was restored from a backup up to the end of the tape: every batch that
   * it lacks is decided again, compared, and committed by the journal's own statement, as the owner
   * of the shard. What it has is not done twice.
   *
   * @throws TapeException if a shard is owned by a process that lives
   */
  public ReplayReport intoDatabase(Database database)
      throws IOException, SQLException, InterruptedException {
    List<ShardReport> reports = new ArrayList<>();
    try (ShardRegistry registry = new ShardRegistry(database.dataSource(), LeaseConfig.DEFAULT)) {
      registry.register(library.shardCount());
      List<ShardOwnership> shards = own(registry);
      try {
        for (ShardOwnership ownership : shards) {
          reports.add(into(database, ownership));
        }
      } finally {
        release(shards);
      }
    }
    return new ReplayReport(reports);
  }

  /** All of them, before anything is written. */
  private List<ShardOwnership> own(ShardRegistry registry)
      throws SQLException, InterruptedException {
    // A name of its own, or two replays at a time would take the shards from each other.
    String owner = "replay-" + UUID.randomUUID();
    List<ShardOwnership> owned = new ArrayList<>();
    long latestNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(OWNER_WAIT_MILLIS);
    while (owned.size() < library.shardCount()) {
      int shardId = owned.size();
      var taken = registry.tryAcquire(shardId, owner);
      if (taken.isPresent()) {
        owned.add(taken.get());
      } else if (System.nanoTime() - latestNanos > 0) {
        release(owned);
        throw new TapeException(
            "Shard "
                + shardId
                + " is owned by a process that lives (SELECT * FROM shard_overview says which):"
                + " stop every engine first. Nothing was written.");
      } else {
        Thread.sleep(LeaseConfig.DEFAULT.pollMillis());
      }
    }
    return owned;
  }

  private static void release(List<ShardOwnership> shards) throws SQLException {
    for (ShardOwnership ownership : shards) {
      ownership.release();
    }
  }

  private ShardReport into(Database database, ShardOwnership ownership)
      throws IOException, SQLException {
    try (PostgresJournal journal =
        PostgresJournal.open(
            database, ownership, JournalConfig.DEFAULT, new JournalHealth(library.shardCount()))) {
      ShardState state = recover(database, ownership.shardId());
      return run(ownership.shardId(), state, journal, Optional.of(database), scope);
    }
  }

  /**
   * Runs what is on the tape behind the state.
   *
   * @param journal where it goes
   * @param database where the state comes from; empty if it is empty
   */
  private ShardReport run(
      int shardId,
      ShardState state,
      Journal journal,
      Optional<Database> database,
      ReplayScope wanted)
      throws IOException, SQLException {
    Position from = new Position(state.batchNumber(), state.sequence(), state.timeMillis());
    TapeSurvey survey = TapeSurvey.of(library, shardId, from, wanted.until());
    // What is written can't be taken back; what is only looked at may end at the gap.
    boolean isStrict = !(journal instanceof PostgresJournal);
    long beganNanos = System.nanoTime();
    ShardRun run = new ShardRun(library, shardId, state, wanted, progress);
    ReplayFinding finding = survey.finding();
    if (isStrict || finding == null) {
      LedgerTail tail = tail(database, survey, shardId, state);
      progress.started("Replaying shard " + shardId, survey.commands());
      try {
        ReplayFinding found = run.run(journal, tail, isStrict);
        finding = found == null ? finding : found;
      } finally {
        progress.finished();
      }
    }
    return new ShardReport(
        shardId,
        from.batch(),
        state.batchNumber(),
        run.batches(),
        run.commands(),
        System.nanoTime() - beganNanos,
        state.stateHash(),
        finding,
        survey.notes());
  }

  /**
   * What the shard that goes on remembers of its ledger, and the rows that one rebuilt later reads.
   */
  private LedgerTail tail(
      Optional<Database> database, TapeSurvey survey, int shardId, ShardState state)
      throws SQLException {
    LedgerTail tail = new LedgerTail(survey.tailRows());
    if (database.isPresent() && survey.tailRows() > 0 && survey.rememberedFrom() > 0) {
      long last = state.sequence();
      long first =
          Math.max(
              survey.rememberedFrom(),
              last - Math.max(recovery.windows().accepted(), recovery.windows().closed()));
      state.forgetEnded();
      LedgerEnd.read(
          database.get().dataSource(),
          shardId,
          Math.min(first, last - survey.tailRows() + 1),
          last,
          effect -> {
            tail.add(effect);
            if (effect.sequence() >= first) {
              WindowRows.restore(effect, state);
            }
          });
    }
    return tail;
  }

  private int[] shardIds() {
    return IntStream.range(0, library.shardCount())
        .filter(shardId -> scope.hasShard(shardId, library.shardCount()))
        .toArray();
  }

  private ShardState emptyState(int shardId) {
    return new ShardState(library.shardConfig(shardId).windows());
  }

  private ShardState recover(Database database, int shardId) throws SQLException {
    try {
      return new ShardRecovery(database.dataSource(), recovery, Progress.NONE)
          .recover(shardId)
          .state();
    } catch (ShardLayoutException other) {
      throw new TapeException(
          "The tape is of %d shards, and the database is not laid out for as many. Is it the tape of this database? A tape can't be replayed across a reshard."
              .formatted(library.shardCount()),
          other);
    }
  }

  private static ShardReport compared(ShardReport report, ShardState there) {
    if (report.finding() != null || report.stateHash() == there.stateHash()) {
      return report;
    }
    return report.with(
        ReplayFinding.ofBatch(
            report.shardId(),
            report.toBatch(),
            "the state hash of PostgreSQL, and that of the replay",
            Long.toHexString(there.stateHash()),
            Long.toHexString(report.stateHash())));
  }
}
