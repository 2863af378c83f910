package dev.ringfence.gateway.boot;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.BatchListener;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.shard.Engine;
import dev.ringfence.engine.shard.EngineMetrics;
import dev.ringfence.engine.shard.Shard;
import dev.ringfence.engine.shard.ShardConfig;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.gateway.boot.ShardSeat.Occupant;
import dev.ringfence.gateway.changes.ChangeFeed;
import dev.ringfence.journal.Complaint;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns shards: takes each when it is free, rebuilds it from PostgreSQL, lets it serve, and begins
 * again whenever it gives up. One thread per shard does so, as taking a shard may wait for a lease.
 */
final class ShardHost {
  private static final Logger LOG = LoggerFactory.getLogger(ShardHost.class);
  private static final long RETRY_MILLIS = 500;
  private static final long SLOW_RECOVERY_SECONDS = 5;

  /** One statement for each shard, at once. */
  private static final long GIVE_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final String ownerName;

  /** Under its plain name a process takes what it left behind; later takes wait like strangers. */
  private final String laterOwnerName;

  private final Database database;
  private final Engine engine;
  private final EngineMetrics metrics;
  private final JournalHealth health;
  private final ChangeFeed changes;
  private final Consumer<EffectBatch> onCommit;
  private final Optional<Tape> tape;
  private final ShardRegistry registry;
  private final ShardRecovery recovery;
  private final long recoveryLimitSeconds;
  private final List<ShardSeat> seats;
  private final ExecutorService threads;
  private final Historian historian;

  /**
   * Takes nothing before it is started.
   *
   * @param tape sees the batches of every shard, if there is one
   */
  ShardHost(
      String ownerName,
      Database database,
      Engine engine,
      EngineMetrics metrics,
      JournalHealth health,
      ChangeFeed changes,
      Consumer<EffectBatch> onCommit,
      Optional<Tape> tape,
      Progress progress) {
    this.ownerName = ownerName;
    laterOwnerName = ownerName + "~" + UUID.randomUUID();
    this.database = database;
    this.engine = engine;
    this.metrics = metrics;
    this.health = health;
    this.changes = changes;
    this.onCommit = onCommit;
    this.tape = tape;
    registry = new ShardRegistry(database.dataSource(), LeaseConfig.DEFAULT);
    RecoveryConfig recoveryConfig = RecoveryConfig.of(engine.shardCount());
    recovery = new ShardRecovery(database.dataSource(), recoveryConfig, progress);
    recoveryLimitSeconds = TimeUnit.MILLISECONDS.toSeconds(recoveryConfig.timeoutMillis());
    seats =
        IntStream.range(0, engine.shardCount()).mapToObj(id -> new ShardSeat(id, metrics)).toList();
    threads =
        Executors.newFixedThreadPool(
            engine.shardCount(), Thread.ofPlatform().daemon().name("shard-host-", 0).factory());
    historian =
        new Historian(
            database.dataSource(), recoveryConfig, shardId -> seats.get(shardId).isTaken());
  }

  /** Begins to take shards; returns at once. */
  void start() throws SQLException {
    registry.register(engine.shardCount());
    for (int id = 0; id < engine.shardCount(); id++) {
      int shardId = id;
      threads.execute(() -> takeUntilServing(shardId, ownerName));
    }
  }

  boolean isServing(int shardId) {
    return seats.get(shardId).isServing() && health.isAvailable(shardId);
  }

  /** Whether it can answer right now, which a shard that nobody writes to does not find out. */
  boolean isReady(int shardId) {
    return isServing(shardId) && seats.get(shardId).mayAnswer();
  }

  long epoch(int shardId) {
    return seats.get(shardId).epoch();
  }

  /** Why a person must look at the shard; null if none must. */
  String halted(int shardId) {
    return seats.get(shardId).halted();
  }

  /**
   * Answers what is under way, and gives all shards up; in the time that is left for that, as their
   * leases end by themselves.
   */
  void drain(Duration timeout) throws InterruptedException {
    long latestNanos = System.nanoTime() + timeout.toNanos();
    seats.forEach(ShardSeat::close);
    threads.shutdownNow();
    historian.close();
    engine.stop(timeout);
    ExecutorService vacating = Executors.newVirtualThreadPerTaskExecutor();
    seats.forEach(seat -> vacating.execute(seat::vacate));
    vacating.shutdown();
    long leftNanos = Math.max(GIVE_UP_NANOS, latestNanos - System.nanoTime());
    if (!vacating.awaitTermination(leftNanos, TimeUnit.NANOSECONDS)) {
      LOG.warn("Shards could not be given up in time; their leases end by themselves");
    }
  }

  void close(Duration limit) {
    threads.shutdownNow();
    historian.close();
    try {
      if (!threads.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("A shard was still being taken when the process stopped");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    registry.close();
  }

  private void takeUntilServing(int shardId, String name) {
    ShardSeat seat = seats.get(shardId);
    Complaint complaint = new Complaint(LOG);
    while (!seat.isClosed() && seat.halted() == null) {
      try {
        take(seat, shardId, name);
        return;
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return;
      } catch (SQLException | RuntimeException failure) {
        complaint.warn(
            "Shard %d can't be taken yet, trying again: %s"
                .formatted(shardId, Complaint.reason(failure)));
        if (!pause()) {
          return;
        }
      }
    }
  }

  private void take(ShardSeat seat, int shardId, String name)
      throws SQLException, InterruptedException {
    ShardOwnership ownership = registry.acquire(shardId, name);
    PostgresJournal journal = null;
    boolean seated = false;
    try {
      // The journal comes first: from its epoch on, nobody else writes what is now read.
      journal = PostgresJournal.open(database, ownership, JournalConfig.DEFAULT, health);
      seat.time().beginAt(database.clockMillis());
      RecoveredShard recovered = recover(shardId);
      ShardState state = recovered.state();
      if (state.batchNumber() < seat.acknowledgedBatch()) {
        String cause =
            "PostgreSQL is at batch %d, but batch %d was acknowledged by this process"
                .formatted(state.batchNumber(), seat.acknowledgedBatch());
        metrics.onFenced(shardId, Fenced.halt(cause));
        seat.halt(cause);
        return;
      }
      Occupant occupant =
          new Occupant(shard(seat, recovered, journal, ownership), journal, ownership);
      seated = seat.seat(occupant, () -> serve(occupant.shard(), state));
      if (seated) {
        historian.read(recovered.history());
      }
    } finally {
      if (!seated) {
        if (journal != null) {
          journal.close();
        }
        ShardSeat.release(ownership);
      }
    }
  }

  /** Says so when it took long, as others wait for that; it grows with what is there. */
  private RecoveredShard recover(int shardId) throws SQLException {
    long beganNanos = System.nanoTime();
    RecoveredShard recovered = recovery.recover(shardId);
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beganNanos);
    if (seconds >= SLOW_RECOVERY_SECONDS) {
      LOG.warn(
          "ALARM: the recovery of shard {} took {} s, and fails at {} s. If it was faster before,"
              + " look for an old transaction that holds back the vacuum of reservations: docs/adr/0047",
          shardId,
          seconds,
          recoveryLimitSeconds);
    }
    return recovered;
  }

  private Shard shard(
      ShardSeat seat, RecoveredShard recovered, PostgresJournal journal, ShardOwnership ownership) {
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
              changes.committed(batch);
              onCommit.accept(batch);
            }),
        tape.map(tapes -> tapes.begin(recovered.shardId(), start(recovered, ownership)))
            .orElse(BatchListener.NONE),
        seat.time(),
        metrics,
        this::onFenced);
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

  /** On the shard's own thread, as its last act. */
  private void onFenced(int shardId, Fenced fenced) {
    ShardSeat seat = seats.get(shardId);
    changes.lost(shardId);
    LOG.error("Shard {} gave up: {}", shardId, fenced.cause());
    Runnable next =
        switch (fenced.kind()) {
          case RETAKE -> () -> takeUntilServing(shardId, laterOwnerName);
          case HALT -> () -> seat.halt(fenced.cause());
        };
    try {
      threads.execute(
          () -> {
            seat.vacate();
            next.run();
          });
    } catch (RejectedExecutionException stopping) {
      seat.vacate();
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
