package dev.ringfence.engine.shard;

import dev.ringfence.engine.shard.CommitOutcome.Fenced;

/** Is told when a shard gives up. */
@FunctionalInterface
public interface FenceListener {
  /**
   * The shard is fenced and everything that was in it is answered. Called once, on the shard's
   * thread as its last act, so it must hand the rebuilding to another.
   */
  void onFenced(int shardId, Fenced fenced);
}
