package dev.ringfence.gateway.metrics;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.shard.Admission;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.shard.EngineMetrics;
import dev.ringfence.engine.shard.ShardStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the shards tell about themselves, for Prometheus; what a person should hear of goes into the
 * log. The shards only record; names, labels and quantiles are made when somebody asks, by {@link
 * #refresh}.
 */
public final class PrometheusEngineMetrics implements EngineMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(PrometheusEngineMetrics.class);

  private final List<ShardMeters> shards;
  private final FailureLog faultLog;
  private final FailureLog sinkFailureLog;

  public PrometheusEngineMetrics(int shardCount, MeterRegistry registry) {
    this(shardCount, registry, System::nanoTime);
  }

  PrometheusEngineMetrics(int shardCount, MeterRegistry registry, LongSupplier nanoClock) {
    shards =
        IntStream.range(0, shardCount)
            .mapToObj(shardId -> new ShardMeters(shardId, registry))
            .toList();
    faultLog =
        new FailureLog(
            "Shard {} met a fault and fences itself ({} more since the last line)", nanoClock);
    sinkFailureLog =
        new FailureLog(
            "A reply of shard {} could not be handed over ({} more since the last line)",
            nanoClock);
  }

  @Override
  public void onAnswered(
      int shardId, Command command, long decidedNanos, long committedNanos, long repliedNanos) {
    shards.get(shardId).recorder().onAnswered(command, decidedNanos, committedNanos, repliedNanos);
  }

  @Override
  public void onBatch(int shardId, int commands, int effects, long commitNanos) {
    shards.get(shardId).recorder().onBatch(commands, effects, commitNanos);
  }

  /** Called by whoever tried to publish, unlike the others, so these counters are shared ones. */
  @Override
  public void onNotAdmitted(int shardId, Admission admission) {
    shards.get(shardId).notAdmitted(admission).increment();
  }

  @Override
  public void onStatus(int shardId, ShardStatus status, String cause) {
    shards.get(shardId).recorder().onStatus(status);
  }

  @Override
  public void onFenced(int shardId, Fenced fenced) {
    shards.get(shardId).fences(fenced.kind()).increment();
  }

  @Override
  public void onDeclined(int shardId, String cause) {
    shards.get(shardId).declined().increment();
  }

  @Override
  public void onLookUp(int shardId, int commands) {
    shards.get(shardId).lookedUp().increment(commands);
  }

  @Override
  public void onCrowdedFilter(int shardId) {
    if (shards.get(shardId).filterIsCrowded()) {
      LOG.warn(
          "ALARM: the filter of all accepted ids of shard {} has reached its limit (for all shards"
              + " filter.max.megabytes, or a quarter of the heap): ever more refusals wait for PostgreSQL. A restart with a"
              + " larger heap (-Xmx) gives it room",
          shardId);
    }
  }

  @Override
  public void onClockJump(int shardId, long aheadMillis, boolean believed) {
    if (!believed) {
      shards.get(shardId).clockJumps().increment();
    }
    LOG.warn(
        "The wall clock is {} ms ahead of the time that has passed; shard {} {}",
        aheadMillis,
        shardId,
        believed ? "follows it, as it stayed so" : "does not follow it for a minute");
  }

  @Override
  public void onClockBehind(int shardId, long behindMillis) {
    shards.get(shardId).clockBehindMillis().set(behindMillis);
  }

  @Override
  public void onSinkFailure(int shardId, Throwable failure) {
    shards.get(shardId).sinkFailures().increment();
    sinkFailureLog.tell(shardId, failure);
  }

  @Override
  public void onFault(int shardId, Throwable failure) {
    shards.get(shardId).faults().increment();
    faultLog.tell(shardId, failure);
  }

  /** Brings quantiles and answer counts up to date. Only under the lock of the scrape. */
  void refresh(boolean windowIsOver) {
    for (ShardMeters shard : shards) {
      shard.refresh(windowIsOver);
    }
  }
}
