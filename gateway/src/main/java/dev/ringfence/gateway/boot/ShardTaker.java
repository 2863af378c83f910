package dev.ringfence.gateway.boot;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.BatchListener;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.shard.Engine;
import dev.ringfence.engine.shard.EngineMetrics;
import dev.ringfence.engine.shard.FenceListener;
import dev.ringfence.engine.shard.Shard;
import dev.ringfence.engine.shard.ShardConfig;
import dev.ringfence.engine.shard.WatchedJournal;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.gateway.boot.ShardSeat.Occupant;
import dev.ringfence.journal.Database;
import dev.ringfence.journal.JournalConfig;
import dev.ringfence.journal.JournalHealth;
import dev.ringfence.journal.LeaseConfig;
import dev.ringfence.journal.PostgresJournal;
import dev.ringfence.journal.ShardOwnership;
import dev.ringfence.journal.ShardRegistry;
import dev.ringfence.journal.tape.SessionStart;
import dev.ringfence.journal.tape.Tape;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.recovery.Historian;
import dev.ringfence.snapshotter.recovery.RecoveredShard;
import dev.ringfence.snapshotter.recovery.RecoveryConfig;
import dev.ringfence.snapshotter.recovery.ShardHistory;
import dev.ringfence.snapshotter.recovery.ShardRecovery;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a shard when it is free: owns it, rebuilds it from PostgreSQL, and lets it serve in its
 * seat. What its filter lacks of its history is read behind that.
 */
final class ShardTaker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShardHost.class);
  private static final long SLOW_RECOVERY_SECONDS = 5;

  private final Database database;
  private final Engine engine;
  private final EngineMetrics metrics;
  private final JournalHealth health;
  private final Consumer<EffectBatch> onCommit;
  private final Optional<Tape> tape;
  private final Supplier<Progress> progress;
  private final ShardRegistry registry;
  private final ShardRecovery recovery;
  private final long recoveryLimitSeconds;
  private final Historian historian;

  /**
   * @param onCommit sees what is durable, on the shard's thread
   * @param progress for one recovery
   * @param isTaken whether a shard is still there to be told of its history
   */
  ShardTaker(
      Database database,
      Engine engine,
      EngineMetrics metrics,
      JournalHealth health,
      Consumer<EffectBatch> onCommit,
      Optional<Tape> tape,
      RecoveryConfig recoveryConfig,
      Supplier<Progress> progress,
      IntPredicate isTaken) {
    this.database = database;
    this.engine = engine;
    this.metrics = metrics;
    this.health = health;
    this.onCommit = onCommit;
    this.tape = tape;
    this.progress = progress;
    registry = new ShardRegistry(database.dataSource(), LeaseConfig.DEFAULT);
    recovery = new ShardRecovery(database.dataSource(), recoveryConfig, Progress.NONE);
    recoveryLimitSeconds = TimeUnit.MILLISECONDS.toSeconds(recoveryConfig.timeoutMillis());
    historian = new Historian(database.dataSource(), recoveryConfig, isTaken);
  }

  /** Says how many shards there are, before any is taken. */
  void register() throws SQLException {
    registry.register(engine.shardCount());
  }

  /**
   * Waits until the shard is free; then it serves, or the seat was closed.
   *
   * @throws HaltedException if the shard is halted
   */
  void take(ShardSeat seat, String ownerName, FenceListener fenceListener)
      throws SQLException, InterruptedException {
    ShardOwnership ownership =
        registry.acquire(
            seat.shardId(),
            ownerName,
            holder -> {
              requireHistory(seat, holder.batch());
              seat.waitsBehind(holder);
            });
    PostgresJournal journal = null;
    boolean seated = false;
    try {
      // The journal comes first: from its epoch on, nobody else writes what is now read.
      journal = PostgresJournal.open(database, ownership, JournalConfig.DEFAULT, health);
      seat.time().beginAt(database.clockMillis());
      RecoveredShard recovered = recover(seat);
      ShardState state = recovered.state();
      requireHistory(seat, state.batchNumber());
      Shard shard = shard(seat, recovered, journal, ownership, fenceListener);
      Occupant occupant = new Occupant(shard, journal, ownership);
      seated = seat.seat(occupant, () -> serve(shard, state));
      if (seated) {
        historian.read(recovered.history());
      }
    } finally {
      if (!seated) {
        if (journal != null) {
          journal.close();
        }
        // Of a halted one the lease goes on, so that no other process serves it.
        if (seat.halted() == null) {
          ShardSeat.release(ownership);
        }
      }
    }
  }

  /** Halts a shard that PostgreSQL has less of than is known here. */
  private void requireHistory(ShardSeat seat, long batch) {
    if (batch < seat.acknowledgedBatch()) {
      String cause =
          "history went back: PostgreSQL is at batch %d, but batch %d was acknowledged"
              .formatted(batch, seat.acknowledgedBatch());
      metrics.onFenced(seat.shardId(), Fenced.halt(cause));
      seat.halt(cause);
      throw new HaltedException();
    }
  }

  /** The shard must not be taken; it was said why. */
  static final class HaltedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Reads no more history. */
  void stopReading() {
    historian.close();
  }

  @Override
  public void close() {
    historian.close();
    registry.close();
  }

  /** Says so when it took long, as others wait for that; it grows with what is there. */
  private RecoveredShard recover(ShardSeat seat) throws SQLException {
    long beganNanos = System.nanoTime();
    RecoveredShard recovered =
        recovery.recover(
            seat.shardId(), Progress.both(progress.get(), new RecoveryWatch(seat::standstill)));
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beganNanos);
    if (seconds >= SLOW_RECOVERY_SECONDS) {
      LOG.warn(
          "ALARM: the recovery of shard {} took {} s, and fails at {} s. If it was faster before,"
              + " look for an old transaction that holds back the vacuum of reservations: docs/adr/0047",
          seat.shardId(),
          seconds,
          recoveryLimitSeconds);
    }
    return recovered;
  }

  private Shard shard(
      ShardSeat seat,
      RecoveredShard recovered,
      PostgresJournal journal,
      ShardOwnership ownership,
      FenceListener fenceListener) {
    // Not all of what was recovered, which would keep its state alive.
    ShardHistory history = recovered.history();
    return new Shard(
        ShardConfig.of(recovered.shardId(), engine.shardCount()),
        recovered.state(),
        new WatchedJournal(
            journal,
            batch -> {
              seat.acknowledged(batch.number());
              history.committed(batch.get(batch.size() - 1).sequence());
              onCommit.accept(batch);
            }),
        tape.map(tapes -> tapes.begin(recovered.shardId(), start(recovered, ownership)))
            .orElse(BatchListener.NONE),
        seat.time(),
        metrics,
        fenceListener);
  }

  private static SessionStart start(RecoveredShard recovered, ShardOwnership ownership) {
    ShardState state = recovered.state();
    return new SessionStart(
        ownership.epoch(),
        state.batchNumber(),
        state.sequence(),
        state.timeMillis(),
        recovered.rememberedFrom());
  }

  private void serve(Shard shard, ShardState state) {
    LOG.info(
        "Shard {} serves: {} accounts, {} open reservations, batch {}",
        shard.shardId(),
        state.accountCount(),
        state.openReservationCount(),
        state.batchNumber());
    shard.start();
    engine.install(shard);
  }
}
