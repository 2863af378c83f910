package dev.ringfence.engine.shard;

import dev.ringfence.engine.shard.CommitOutcome.Fenced;

/** Is told when a shard gives up. */
@FunctionalInterface
public interface FenceListener {
  /**
   * The shard is fenced and everything that was published in it is answered. Called once, on the
   * shard's thread, which afterwards only waits for writers that are still at work; so it must hand
   * the rebuilding to another.
   */
  void onFenced(int shardId, Fenced fenced);
}
