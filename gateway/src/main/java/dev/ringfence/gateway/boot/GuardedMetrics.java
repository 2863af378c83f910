package dev.ringfence.gateway.boot;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.shard.Admission;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.shard.EngineMetrics;
import dev.ringfence.engine.shard.ShardStatus;

/** Lets the router hear how long commands wait; all else goes on to the metrics. */
record GuardedMetrics(EngineMetrics metrics, EngineRouter router) implements EngineMetrics {
  @Override
  public void onAnswered(
      int shardId, Command command, long decidedNanos, long committedNanos, long repliedNanos) {
    router.onAnswered(shardId, command, decidedNanos, repliedNanos);
    metrics.onAnswered(shardId, command, decidedNanos, committedNanos, repliedNanos);
  }

  @Override
  public void onBatch(int shardId, int commands, int effects, long commitNanos) {
    metrics.onBatch(shardId, commands, effects, commitNanos);
  }

  @Override
  public void onLookUp(int shardId, int commands) {
    metrics.onLookUp(shardId, commands);
  }

  @Override
  public void onCrowdedFilter(int shardId) {
    metrics.onCrowdedFilter(shardId);
  }

  @Override
  public void onDeclined(int shardId, String cause) {
    metrics.onDeclined(shardId, cause);
  }

  @Override
  public void onNotAdmitted(int shardId, Admission admission) {
    metrics.onNotAdmitted(shardId, admission);
  }

  @Override
  public void onStatus(int shardId, ShardStatus status, String cause) {
    metrics.onStatus(shardId, status, cause);
  }

  @Override
  public void onFenced(int shardId, Fenced fenced) {
    metrics.onFenced(shardId, fenced);
  }

  @Override
  public void onClockJump(int shardId, long aheadMillis, boolean believed) {
    metrics.onClockJump(shardId, aheadMillis, believed);
  }

  @Override
  public void onClockBehind(int shardId, long behindMillis) {
    metrics.onClockBehind(shardId, behindMillis);
  }

  @Override
  public void onSinkFailure(int shardId, Throwable failure) {
    metrics.onSinkFailure(shardId, failure);
  }

  @Override
  public void onFault(int shardId, Throwable failure) {
    metrics.onFault(shardId, failure);
  }
}
