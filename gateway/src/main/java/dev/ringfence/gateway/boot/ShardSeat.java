package dev.ringfence.gateway.boot;

import dev.ringfence.engine.shard.EngineMetrics;
import dev.ringfence.engine.shard.EngineTime;
import dev.ringfence.engine.shard.Shard;
import dev.ringfence.engine.shard.ShardStatus;
import dev.ringfence.gateway.http.HealthReport.Reason;
import dev.ringfence.journal.Complaint;
import dev.ringfence.journal.PostgresJournal;
import dev.ringfence.journal.ShardHolder;
import dev.ringfence.journal.ShardOwnership;
import java.sql.SQLException;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place of one shard in this process: empty, or taken by a shard that is owned. What it knows
 * of acknowledged batches and of the time outlives the shards that sit in it, so that a history
 * that went back is noticed whoever finds it, and a clock that jumped is not believed by the next.
 */
final class ShardSeat {
  private static final Logger LOG = LoggerFactory.getLogger(ShardSeat.class);

  private final int shardId;
  private final EngineTime time;
  private volatile Occupant occupant;
  private volatile long acknowledgedBatch;
  private volatile String halted;
  private volatile Standstill standstill =
      new Standstill(Reason.STARTING, "not taken yet: the database and its schema come first");
  private boolean closed;

  ShardSeat(int shardId, EngineMetrics metrics) {
    this.shardId = shardId;
    time = new EngineTime(shardId, SystemEpochClock.INSTANCE, SystemNanoClock.INSTANCE, metrics);
  }

  /** A shard, with what it writes through. */
  record Occupant(Shard shard, PostgresJournal journal, ShardOwnership ownership) {
    /** Lets another process, or a rebuilt shard, have it. */
    void giveUp() {
      journal.close();
      release(ownership);
    }
  }

  int shardId() {
    return shardId;
  }

  /** The time of all shards that sit here, one after the other. */
  EngineTime time() {
    return time;
  }

  boolean isServing() {
    Occupant now = occupant;
    return now != null && now.shard().status() == ShardStatus.SERVING;
  }

  /** Whether its shard may answer reads and refusals: not while PostgreSQL takes no heartbeats. */
  boolean mayAnswer() {
    Occupant now = occupant;
    return now != null && now.ownership().mayAnswer();
  }

  /** Whether there is a shard in it that has not given up, serving already or about to. */
  boolean isTaken() {
    Occupant now = occupant;
    return now != null && !now.shard().status().isTerminal();
  }

  /** The epoch under which this process writes the shard now; 0 if it does not own it. */
  long epoch() {
    Occupant now = occupant;
    return now == null ? 0 : now.ownership().epoch();
  }

  /** Whether its shard is about to come from the database, as far as it is known. */
  boolean isRecovering() {
    Reason reason = standstill.reason();
    return !isServing()
        && halted == null
        && (reason == Reason.STARTING || reason == Reason.RECOVERING);
  }

  /** Why no shard serves in it, as far as it is known. */
  Standstill standstill() {
    return standstill;
  }

  void standstill(Standstill why) {
    standstill = why;
  }

  /** Called by the shard's thread alone, while there is one. */
  void acknowledged(long batchNumber) {
    acknowledgedBatch = batchNumber;
  }

  /** Another process has got so far, while this one waited for it. */
  void waitsBehind(ShardHolder holder) {
    acknowledgedBatch = Math.max(acknowledgedBatch, holder.batch());
    standstill = Standstill.behind(holder);
  }

  long acknowledgedBatch() {
    return acknowledgedBatch;
  }

  /** Seats a shard and lets it serve, unless the process is stopping. */
  synchronized boolean seat(Occupant next, Runnable serve) {
    if (closed) {
      return false;
    }
    occupant = next;
    serve.run();
    return true;
  }

  /**
   * The shard gave up: its seat is empty from now on, and what it wrote through is closed. A halted
   * one keeps its lease: who waits for it in another process knows nothing of why, and would serve.
   */
  void leave() {
    Occupant gone = occupant;
    if (halted == null) {
      vacate();
    } else if (gone != null) {
      gone.journal().close();
    }
  }

  /** Gives up what is seated, halted or not. */
  void vacate() {
    Occupant gone;
    synchronized (this) {
      gone = occupant;
      occupant = null;
    }
    if (gone != null) {
      gone.giveUp();
    }
  }

  /** No shard is seated any more. */
  synchronized void close() {
    closed = true;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** It must not serve until a person has looked. */
  void halt(String cause) {
    halted = cause;
    LOG.error(
        "ALARM: shard {} is halted and does not serve: {}. Don't restart before you know"
            + " why: docs/operations.md, \"HALT\", tells what to do.",
        shardId,
        cause);
  }

  /** Why it is halted; null if it is not. */
  String halted() {
    return halted;
  }

  static void release(ShardOwnership ownership) {
    try {
      ownership.release();
    } catch (SQLException failure) {
      LOG.warn(
          "Shard {} could not be given up; its lease ends by itself: {}",
          ownership.shardId(),
          Complaint.reason(failure));
    }
  }
}
