package dev.ringfence.gateway.boot;

import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.shard.Engine;
import dev.ringfence.engine.shard.EngineMetrics;
import dev.ringfence.engine.shard.Shard;
import dev.ringfence.engine.shard.ShardConfig;
import dev.ringfence.engine.shard.ShardStatus;
import dev.ringfence.journal.Database;
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
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;
import org.agrona.concurrent.SystemEpochClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns shards: takes each when it is free, rebuilds it from PostgreSQL, lets it serve, and begins
 * again whenever it gives up. One thread per shard does so, as taking a shard may wait for a lease.
 */
final class ShardHost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShardHost.class);
  private static final long RETRY_MILLIS = 500;
  private static final long STOP_SECONDS = 5;

  private final String ownerName;
  private final Database database;
  private final Engine engine;
  private final EngineMetrics metrics;
  private final JournalHealth health;
  private final IntConsumer onCommit;
  private final ShardRegistry registry;
  private final ShardRecovery recovery;
  private final AtomicReferenceArray<HostedShard> hosted;
  private final ExecutorService threads;

  ShardHost(
      String ownerName,
      Database database,
      Engine engine,
      EngineMetrics metrics,
      JournalHealth health,
      IntConsumer onCommit,
      Progress progress) {
    this.ownerName = ownerName;
    this.database = database;
    this.engine = engine;
    this.metrics = metrics;
    this.health = health;
    this.onCommit = onCommit;
    registry = new ShardRegistry(database.dataSource(), LeaseConfig.DEFAULT);
    recovery =
        new ShardRecovery(database.dataSource(), RecoveryConfig.of(engine.shardCount()), progress);
    hosted = new AtomicReferenceArray<>(engine.shardCount());
    threads =
        Executors.newFixedThreadPool(
            engine.shardCount(), Thread.ofPlatform().daemon().name("shard-host-", 0).factory());
  }

  /** Begins to take shards; returns at once. */
  void start() throws SQLException {
    registry.register(engine.shardCount());
    for (int shardId = 0; shardId < engine.shardCount(); shardId++) {
      takeInBackground(shardId);
    }
  }

  boolean isServing(int shardId) {
    HostedShard shard = hosted.get(shardId);
    return shard != null
        && shard.shard().status() == ShardStatus.SERVING
        && health.isAvailable(shardId);
  }

  /** The epoch under which this process writes the shard now; 0 if it does not own it. */
  long epoch(int shardId) {
    HostedShard shard = hosted.get(shardId);
    return shard == null ? 0 : shard.ownership().epoch();
  }

  /** Answers what is under way, and gives all shards up. */
  void drain(Duration timeout) throws InterruptedException {
    threads.shutdownNow();
    engine.stop(timeout);
    for (int shardId = 0; shardId < hosted.length(); shardId++) {
      HostedShard shard = hosted.getAndSet(shardId, null);
      if (shard != null) {
        giveUp(shard);
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("A shard was still being taken when the process stopped");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    registry.close();
  }

  private void takeInBackground(int shardId) {
    if (!threads.isShutdown()) {
      threads.execute(() -> takeUntilServing(shardId));
    }
  }

  private void takeUntilServing(int shardId) {
    while (!threads.isShutdown()) {
      try {
        take(shardId);
        return;
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return;
      } catch (SQLException | RuntimeException failure) {
        LOG.warn("Shard {} can't be taken yet, trying again: {}", shardId, failure.getMessage());
        if (!pause()) {
          return;
        }
      }
    }
  }

  private void take(int shardId) throws SQLException, InterruptedException {
    ShardOwnership ownership = registry.acquire(shardId, ownerName);
    PostgresJournal journal = null;
    try {
      // The journal comes first: from its epoch on, nobody else writes what is now read.
      journal = PostgresJournal.open(database, ownership, JournalConfig.DEFAULT, health);
      RecoveredShard recovered = recovery.recover(shardId);
      Shard shard =
          new Shard(
              ShardConfig.of(shardId, engine.shardCount()),
              recovered.state(),
              new WakingJournal(journal, () -> onCommit.accept(shardId)),
              SystemEpochClock.INSTANCE,
              metrics,
              this::onFenced);
      hosted.set(shardId, new HostedShard(shard, journal, ownership));
      shard.start();
      engine.install(shard);
      LOG.info(
          "Shard {} serves: {} accounts, {} open reservations, batch {}",
          shardId,
          recovered.state().accountCount(),
          recovered.state().openReservationCount(),
          recovered.state().batchNumber());
    } catch (SQLException | RuntimeException failure) {
      if (journal != null) {
        journal.close();
      }
      release(ownership);
      throw failure;
    }
  }

  private void onFenced(int shardId, Fenced fenced) {
    LOG.error("Shard {} gave up and is rebuilt from PostgreSQL: {}", shardId, fenced.cause());
    HostedShard shard = hosted.getAndSet(shardId, null);
    if (shard != null) {
      threads.execute(
          () -> {
            giveUp(shard);
            takeInBackground(shardId);
          });
    }
  }

  private static void giveUp(HostedShard shard) {
    shard.journal().close();
    release(shard.ownership());
  }

  private static void release(ShardOwnership ownership) {
    try {
      ownership.release();
    } catch (SQLException failure) {
      LOG.warn(
          "Shard {} could not be given up; its lease ends by itself: {}",
          ownership.shardId(),
          failure.getMessage());
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
