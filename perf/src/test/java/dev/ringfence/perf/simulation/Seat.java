package dev.ringfence.perf.simulation;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.BatchListener;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.shard.Engine;
import dev.ringfence.engine.shard.EngineMetrics;
import dev.ringfence.engine.shard.EngineTime;
import dev.ringfence.engine.shard.FenceKind;
import dev.ringfence.engine.shard.Journal;
import dev.ringfence.engine.shard.Shard;
import dev.ringfence.engine.shard.ShardConfig;
import dev.ringfence.engine.shard.ShardStatus;
import dev.ringfence.engine.shard.TurnedShard;
import dev.ringfence.engine.shard.WatchedJournal;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.journal.JournalHealth;
import dev.ringfence.journal.MemoryPostgres;
import dev.ringfence.journal.Mishaps;
import dev.ringfence.journal.Mishaps.Point;
import dev.ringfence.journal.PostgresJournal;
import dev.ringfence.journal.ShardOwnership;
import dev.ringfence.journal.ShardRegistry;
import dev.ringfence.snapshotter.recovery.ShardHistory;
import java.sql.SQLException;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A shard's place in a process, as ShardHost of the gateway runs it: takes the shard when it is
 * free, rebuilds it, lets it serve, and begins again when it gives up.
 */
final class Seat {
  private static final long MILLI = 1_000_000;
  private static final long POLL_NANOS = 250 * MILLI;
  private static final long RETRY_NANOS = 500 * MILLI;
  private static final long TICK_NANOS = 20 * MILLI;

  private final House house;
  private final Node node;
  private final int shardId;
  private final Engine engine;
  private final MemoryPostgres postgres;
  private final ShardRegistry registry;
  private final Mishaps mishaps;
  private final Actor actor;
  private final SplittableRandom random;
  private final Consumer<EffectBatch> onCommit;
  private final JournalHealth health;
  private final long hashSeed;
  private final ShardHistory history;
  private final EngineTime time;
  private TurnedShard shard;
  private ShardState state;
  private PostgresJournal journal;
  private Journal written;
  private ShardOwnership ownership;
  private long token;
  private int lives;
  private long acknowledgedBatch;
  private boolean isWoken;
  private Violation found;

  Seat(
      House house,
      Node node,
      int shardId,
      Engine engine,
      MemoryPostgres postgres,
      ShardRegistry registry,
      Mishaps mishaps,
      SplittableRandom random,
      Consumer<EffectBatch> onCommit) {
    this.house = house;
    this.node = node;
    this.shardId = shardId;
    this.engine = engine;
    this.postgres = postgres;
    this.registry = registry;
    this.mishaps = mishaps;
    this.random = random;
    this.onCommit = onCommit;
    actor = new Actor(node.name() + " shard " + shardId, node);
    health = new JournalHealth(house.setup().shards());
    hashSeed = random.nextLong();
    history = Recoveries.of(house).history(shardId, hashSeed);
    time = new EngineTime(shardId, node::epochMillis, node::nanoTime, EngineMetrics.NONE);
  }

  void start() {
    house.world().after(random.nextLong(10 * MILLI), actor, this::step);
  }

  /** There is something in the ring. */
  void wake() {
    if (!isWoken) {
      isWoken = true;
      house.world().after(random.nextLong(MILLI / 2), actor, this::turn);
    }
  }

  boolean isServing() {
    return shard != null && shard.shard().status() == ShardStatus.SERVING;
  }

  /** The epoch under which this process writes the shard; 0 if it does not own it. */
  long epoch() {
    return ownership == null || shard == null ? 0 : ownership.epoch();
  }

  /** Which life of which seat this is, of all processes. */
  long token() {
    return token;
  }

  ShardState state() {
    return state;
  }

  private void step() {
    if (shard == null) {
      house.world().after(take(), actor, this::step);
    } else {
      turn();
      house.world().after(TICK_NANOS, actor, this::step);
    }
  }

  private void turn() {
    isWoken = false;
    if (shard == null) {
      return;
    }
    boolean goesOn = shard.turn();
    if (found != null) {
      throw found;
    }
    if (!goesOn) {
      vacate();
    } else if (shard.shard().queued() > 0) {
      wake();
    }
  }

  /** Returns how long to wait before the next look. */
  private long take() {
    try {
      boolean isHasty = house.plan().mutation() == Mutation.RECOVERY_BEFORE_FENCING;
      ShardState early = isHasty ? recover() : null;
      String name = node.name() + (lives == 0 ? "" : "~" + token);
      Optional<ShardOwnership> taken = registry.tryAcquire(shardId, name);
      if (taken.isEmpty()) {
        return POLL_NANOS;
      }
      ownership = taken.get();
      seat(early);
      return TICK_NANOS;
    } catch (SQLException | RuntimeException failure) {
      house.trace().add("%s can't take it: %s", actor, failure.getMessage());
      giveUp();
      return RETRY_NANOS;
    }
  }

  private void seat(ShardState early) throws SQLException {
    journal = postgres.open(ownership, house.setup().journal(), health);
    state = early == null ? recover() : early;
    Violation.unless(
        state.batchNumber() >= acknowledgedBatch,
        "%s recovers batch %d, but acknowledged %d before",
        actor,
        state.batchNumber(),
        acknowledgedBatch);
    written = MutatedJournal.of(house.plan().mutation(), journal);
    ShardConfig config = house.setup().shard(shardId);
    Shard next =
        new Shard(
            config,
            state,
            new WatchedJournal(written, this::onCommitted),
            BatchListener.NONE,
            time,
            new Watch(),
            (_, fenced) -> onFenced(fenced));
    token = house.seats().getAsLong();
    lives++;
    shard = new TurnedShard(next);
    engine.install(next);
    house
        .trace()
        .add("%s serves from batch %d, epoch %d", actor, state.batchNumber(), ownership.epoch());
  }

  private ShardState recover() throws SQLException {
    return mishaps.call(
        Point.RECOVER, () -> Recoveries.of(house).recover(shardId, history, hashSeed));
  }

  private void onCommitted(EffectBatch batch) {
    acknowledgedBatch = batch.number();
    history.committed(batch.get(batch.size() - 1).sequence());
    house.trace().add("%s has committed batch %d", actor, batch.number());
    onCommit.accept(batch);
  }

  private void onFenced(Fenced fenced) {
    house.trace().add("%s gives up: %s", actor, fenced);
    Violation.unless(
        fenced.kind() != FenceKind.HALT || !node.isAlive(),
        "%s halted, though nobody took history back: %s",
        actor,
        fenced.cause());
  }

  private void vacate() {
    shard = null;
    giveUp();
  }

  private void giveUp() {
    if (journal != null) {
      journal.close();
      journal = null;
    }
    ShardOwnership gone = ownership;
    ownership = null;
    if (gone != null) {
      try {
        gone.release();
      } catch (SQLException failure) {
        house.trace().add("%s can't be given up: %s", actor, failure.getMessage());
      }
    }
  }

  /**
   * A shard never throws by itself, but when its process is killed. What it does is kept here: a
   * shard is fenced whoever throws, and would go on.
   */
  private final class Watch implements EngineMetrics {
    @Override
    public void onFault(int id, Throwable failure) {
      if (failure instanceof Violation violation) {
        found = violation;
      } else if (node.isAlive()) {
        found = new Violation(actor + " met a defect: " + failure);
      }
    }

    @Override
    public void onSinkFailure(int id, Throwable failure) {
      if (failure instanceof Killed killed) {
        throw killed;
      }
      if (failure instanceof Violation violation) {
        throw violation;
      }
      throw new Violation("A sink threw: " + failure);
    }
  }
}
