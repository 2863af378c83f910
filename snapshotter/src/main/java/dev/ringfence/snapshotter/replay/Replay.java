package dev.ringfence.snapshotter.replay;

import dev.ringfence.engine.shard.Journal;
import dev.ringfence.engine.shard.ShardConfig;
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
import dev.ringfence.journal.tape.TapeReader;
import dev.ringfence.journal.tape.TapedBatch;
import dev.ringfence.journal.tape.TapedBatch.Joint;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.progress.RowCounter;
import dev.ringfence.snapshotter.recovery.RecoveryConfig;
import dev.ringfence.snapshotter.recovery.ShardRecovery;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a tape again, shard by shard, through the code that decides for real. */
public final class Replay {
  private static final String OWNER = "replay";
  private static final int OWNER_WAIT_MILLIS = 2 * LeaseConfig.DEFAULT.leaseMillis();

  private final TapeLibrary library;
  private final long until;
  private final Progress progress;

  /**
   * A replay of this tape.
   *
   * @param until the last batch of each shard that is run
   */
  public Replay(TapeLibrary library, long until, Progress progress) {
    this.library = library;
    this.until = until;
    this.progress = progress;
  }

  /** From an empty engine. */
  public ReplayReport fromEmpty() throws IOException {
    List<ShardReport> reports = new ArrayList<>();
    for (int shardId = 0; shardId < library.shardCount(); shardId++) {
      ShardState state = new ShardState(library.shardConfig(shardId).windows());
      reports.add(run(shardId, state, new MemoryEnd(), until, true));
    }
    return new ReplayReport(reports);
  }

  /** From what PostgreSQL has, without writing to it. */
  public ReplayReport fromDatabase(Database database) throws IOException, SQLException {
    List<ShardReport> reports = new ArrayList<>();
    for (int shardId = 0; shardId < library.shardCount(); shardId++) {
      reports.add(run(shardId, recover(database, shardId), new MemoryEnd(), until, true));
    }
    return new ReplayReport(reports);
  }

  /** From an empty engine, up to where PostgreSQL is; then the state hashes must agree. */
  public ReplayReport againstDatabase(Database database) throws IOException, SQLException {
    List<ShardReport> reports = new ArrayList<>();
    for (int shardId = 0; shardId < library.shardCount(); shardId++) {
      ShardState there = recover(database, shardId);
      ShardState state = new ShardState(library.shardConfig(shardId).windows());
      ShardReport report =
          run(shardId, state, new MemoryEnd(), Math.min(until, there.batchNumber()), true);
      reports.add(compared(report, there));
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
        for (ShardOwnership ownership : shards) {
          ownership.release();
        }
      }
    }
    return new ReplayReport(reports);
  }

  /** All of them, before anything is written. */
  private List<ShardOwnership> own(ShardRegistry registry)
      throws SQLException, InterruptedException {
    List<ShardOwnership> owned = new ArrayList<>();
    long latestNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(OWNER_WAIT_MILLIS);
    while (owned.size() < library.shardCount()) {
      int shardId = owned.size();
      var taken = registry.tryAcquire(shardId, OWNER);
      if (taken.isPresent()) {
        owned.add(taken.get());
      } else if (System.nanoTime() - latestNanos > 0) {
        for (ShardOwnership ownership : owned) {
          ownership.release();
        }
        throw new TapeException(
            "Shard " + shardId + " is owned by a process that lives: stop every engine first");
      } else {
        Thread.sleep(LeaseConfig.DEFAULT.pollMillis());
      }
    }
    return owned;
  }

  private ShardReport into(Database database, ShardOwnership ownership)
      throws IOException, SQLException {
    try (PostgresJournal journal =
        PostgresJournal.open(
            database, ownership, JournalConfig.DEFAULT, new JournalHealth(library.shardCount()))) {
      ShardState state = recover(database, ownership.shardId());
      return run(ownership.shardId(), state, journal, until, false);
    }
  }

  private ShardReport run(
      int shardId, ShardState state, Journal journal, long last, boolean isStrict)
      throws IOException {
    long from = state.batchNumber();
    TapeSurvey survey = TapeSurvey.of(library, shardId, from, last);
    ReplayFinding finding = survey.finding();
    // A tape with a hole is not begun: what is behind the hole could not be reached.
    boolean mayWrite = isStrict || finding == null;
    long beganNanos = System.nanoTime();
    long batches = 0;
    RowCounter commands = new RowCounter(progress);
    if (mayWrite) {
      progress.started("Replaying shard " + shardId, survey.commands());
      ShardConfig config = library.shardConfig(shardId);
      ShardReplay replay = new ShardReplay(config, state, journal, isStrict);
      try (TapeReader reader = library.reader(shardId)) {
        for (TapedBatch batch = reader.next();
            batch != null && batch.number() <= last;
            batch = reader.next()) {
          if (batch.joint() == Joint.RESTART) {
            replay.restart();
          }
          if (!TapeSurvey.isBehind(batch, from)) {
            replay.remember(batch);
            continue;
          }
          if (batch.numberBefore() != state.batchNumber() || batch.joint() == Joint.GAP) {
            break;
          }
          ReplayFinding found = replay.run(batch);
          if (found != null) {
            finding = found;
            break;
          }
          batches++;
          for (int command = 0; command < batch.commands(); command++) {
            commands.increment();
          }
        }
        commands.flush();
      } finally {
        progress.finished();
      }
    }
    return new ShardReport(
        shardId,
        from,
        state.batchNumber(),
        batches,
        commands.rows(),
        System.nanoTime() - beganNanos,
        state.stateHash(),
        finding,
        survey.flaws());
  }

  private ShardState recover(Database database, int shardId) throws SQLException {
    return new ShardRecovery(
            database.dataSource(), RecoveryConfig.of(library.shardCount()), Progress.NONE)
        .recover(shardId)
        .state();
  }

  private static ShardReport compared(ShardReport report, ShardState there) {
    ReplayFinding finding = report.finding();
    if (finding == null && report.toBatch() != there.batchNumber()) {
      finding =
          ReplayFinding.ofBatch(
              report.shardId(),
              report.toBatch(),
              "the tape ends before PostgreSQL",
              there.batchNumber(),
              report.toBatch());
    } else if (finding == null && report.stateHash() != there.stateHash()) {
      finding =
          ReplayFinding.ofBatch(
              report.shardId(),
              report.toBatch(),
              "the state hash",
              Long.toHexString(there.stateHash()),
              Long.toHexString(report.stateHash()));
    }
    return new ShardReport(
        report.shardId(),
        report.fromBatch(),
        report.toBatch(),
        report.batches(),
        report.commands(),
        report.nanos(),
        report.stateHash(),
        finding,
        report.flaws());
  }
}
