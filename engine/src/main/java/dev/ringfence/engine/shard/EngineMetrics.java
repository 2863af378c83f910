package dev.ringfence.engine.shard;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;

/** What a shard tells about itself; called on its thread, so it must be quick and not block. */
public interface EngineMetrics {
  /** Tells nobody. */
  EngineMetrics NONE = new EngineMetrics() {};

  /**
   * One command was answered. All times on the clock of {@link System#nanoTime}; the command's own
   * tells when it was received.
   */
  default void onAnswered(
      int shardId, Command command, long decidedNanos, long committedNanos, long repliedNanos) {}

  /** One batch was made durable; not called for batches without effects. */
  default void onBatch(int shardId, int commands, int effects, long commitNanos) {}

  /** So many commands that would be refused are looked up first, as they may have been accepted. */
  default void onLookUp(int shardId, int commands) {}

  /**
   * The filter of all accepted ids has reached its limit of memory, so that ever more refusals are
   * looked up for nothing; told with every batch from then on.
   */
  default void onCrowdedFilter(int shardId) {}

  /** The journal could not take a batch, for no fault of the batch; its writes were refused. */
  default void onDeclined(int shardId, String cause) {}

  /** A command was refused at the ring. */
  default void onNotAdmitted(int shardId, Admission admission) {}

  /** A shard went from one status to another. */
  default void onStatus(int shardId, ShardStatus status, String cause) {}

  /** A shard gave up; its status follows. */
  default void onFenced(int shardId, Fenced fenced) {}

  /**
   * The wall clock jumped ahead.
   *
   * @param believed false when the jump is found and not followed; true when it has lasted for so
   *     long that it is
   */
  default void onClockJump(int shardId, long aheadMillis, boolean believed) {}

  /**
   * The wall clock is behind the time of what is durable by more than a second, so that the shard's
   * time stands still; 0 when that is over.
   */
  default void onClockBehind(int shardId, long behindMillis) {}

  /** A reply sink threw; the command counts as answered. */
  default void onSinkFailure(int shardId, Throwable failure) {}

  /** Something threw that must not: the shard fences itself. */
  default void onFault(int shardId, Throwable failure) {}
}
