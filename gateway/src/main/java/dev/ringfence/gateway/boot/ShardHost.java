package dev.ringfence.gateway.boot;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.shard.Engine;
import dev.ringfence.engine.shard.EngineMetrics;
import dev.ringfence.gateway.changes.ChangeFeed;
import dev.ringfence.gateway.http.HealthReport.Reason;
import dev.ringfence.journal.Complaint;
import dev.ringfence.journal.Database;
import dev.ringfence.journal.JournalHealth;
import dev.ringfence.journal.tape.Tape;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.recovery.RecoveryConfig;
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
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns shards: has each taken when it is free, and begins again whenever it gives up. One thread
 * per shard does so, as taking a shard may wait for a lease.
 */
final class ShardHost {
  private static final Logger LOG = LoggerFactory.getLogger(ShardHost.class);
  private static final long RETRY_MILLIS = 500;

  /** One statement for each shard, at once. */
  private static final long GIVE_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final String ownerName;

  /** Under its plain name a process takes what it left behind; later takes wait like strangers. */
  private final String laterOwnerName;

  private final Database database;
  private final Engine engine;
  private final JournalHealth health;
  private final ChangeFeed changes;
  private final List<ShardSeat> seats;
  private final ShardTaker taker;
  private final ExecutorService threads;

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
      RecoveryConfig recovery,
      Supplier<Progress> progress) {
    this.ownerName = ownerName;
    laterOwnerName = ownerName + "~" + UUID.randomUUID();
    this.database = database;
    this.engine = engine;
    this.health = health;
    this.changes = changes;
    seats =
        IntStream.range(0, engine.shardCount()).mapToObj(id -> new ShardSeat(id, metrics)).toList();
    taker =
        new ShardTaker(
            database,
            engine,
            metrics,
            health,
            batch -> {
              changes.committed(batch);
              onCommit.accept(batch);
            },
            tape,
            recovery,
            progress,
            shardId -> seats.get(shardId).isTaken());
    threads =
        Executors.newFixedThreadPool(
            engine.shardCount(), Thread.ofPlatform().daemon().name("shard-host-", 0).factory());
  }

  /** Makes the shards' rows, or refuses another number of them; before the start. */
  void register() throws SQLException {
    taker.register();
  }

  /** Begins to take shards; returns at once. */
  void start() {
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

  /** Why it does not serve here, as far as it is known. */
  Standstill standstill(int shardId) {
    return seats.get(shardId).standstill();
  }

  /** Whether a shard is on its way from the database into memory, or will be at once. */
  boolean isRecovering() {
    return seats.stream().anyMatch(ShardSeat::isRecovering);
  }

  /**
   * Answers what is under way, and gives all shards up; in the time that is left for that, as their
   * leases end by themselves.
   */
  void drain(Duration timeout) throws InterruptedException {
    long latestNanos = System.nanoTime() + timeout.toNanos();
    seats.forEach(ShardSeat::close);
    threads.shutdownNow();
    taker.stopReading();
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
    taker.stopReading();
    try {
      if (!threads.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("A shard was still being taken when the process stopped");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    taker.close();
  }

  /** Does nothing if the seat is closed or halted. */
  private void takeUntilServing(int shardId, String name) {
    ShardSeat seat = seats.get(shardId);
    Complaint complaint = new Complaint(LOG);
    while (!seat.isClosed() && seat.halted() == null) {
      try {
        taker.take(seat, name, this::onFenced);
        return;
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return;
      } catch (ShardTaker.HaltedException halted) {
        return;
      } catch (Throwable failure) {
        // An error, too: nobody else tries it again.
        Reason reason =
            database.troubleOf(failure).isPresent() ? Reason.DATABASE_AWAY : Reason.CANNOT_BE_TAKEN;
        seat.standstill(new Standstill(reason, Complaint.reason(failure)));
        complaint.warn(
            "Shard %d can't be taken yet, trying again: %s"
                .formatted(shardId, Complaint.reason(failure)));
        if (!pause()) {
          return;
        }
      }
    }
  }

  /** On the shard's own thread, as its last act. The one line of the log that tells of it. */
  private void onFenced(int shardId, Fenced fenced) {
    ShardSeat seat = seats.get(shardId);
    try {
      seat.standstill(new Standstill(Reason.GAVE_UP, fenced.cause()));
      switch (fenced.kind()) {
        case YIELD -> LOG.warn("Shard {} gave up: {}", shardId, fenced.cause());
        case RETAKE -> LOG.error("Shard {} gave up: {}", shardId, fenced.cause());
        case HALT -> seat.halt(fenced.cause());
      }
      changes.lost(shardId);
    } finally {
      takeAgain(seat);
    }
  }

  private void takeAgain(ShardSeat seat) {
    try {
      threads.execute(
          () -> {
            seat.leave();
            takeUntilServing(seat.shardId(), laterOwnerName);
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
