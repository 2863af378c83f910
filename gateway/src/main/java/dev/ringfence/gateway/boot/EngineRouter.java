package dev.ringfence.gateway.boot;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.shard.Admission;
import dev.ringfence.engine.shard.Engine;
import dev.ringfence.engine.shard.EngineMetrics;
import dev.ringfence.engine.shard.ShardConfig;
import dev.ringfence.engine.shard.ShardStatus;
import dev.ringfence.gateway.admission.QueueGuard;
import dev.ringfence.gateway.routing.CommandRouter;
import dev.ringfence.journal.JournalHealth;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Hands commands to the engine, and refuses them at once while their shard can't write, while it
 * has as many unpublished events as it may, or while too many wait for it.
 */
final class EngineRouter implements CommandRouter {
  private static final long TARGET_WAIT_NANOS = 50_000_000;

  private final Engine engine;
  private final JournalHealth health;
  private final IntPredicate outboxIsFull;
  private final EngineMetrics metrics;
  private final List<QueueGuard> guards;

  EngineRouter(
      Engine engine, JournalHealth health, IntPredicate outboxIsFull, EngineMetrics metrics) {
    this.engine = engine;
    this.health = health;
    this.outboxIsFull = outboxIsFull;
    this.metrics = metrics;
    guards =
        IntStream.range(0, engine.shardCount())
            .mapToObj(shardId -> ShardConfig.of(shardId, engine.shardCount()))
            .map(EngineRouter::guard)
            .toList();
  }

  @Override
  public Admission tryPublish(long accountId, CommandWriter writer) {
    int shardId = engine.shardOf(accountId);
    if (!health.isAvailable(shardId)) {
      return Admission.NOT_SERVING;
    }
    if (writer.changes() && outboxIsFull.test(shardId)) {
      metrics.onNotAdmitted(shardId, Admission.OUTBOX_FULL);
      return Admission.OUTBOX_FULL;
    }
    // A shard that ends claims its whole ring, and only looks full by that.
    if (!guards.get(shardId).admits(engine.queued(shardId))
        && engine.status(shardId) == ShardStatus.SERVING) {
      metrics.onNotAdmitted(shardId, Admission.FULL);
      return Admission.FULL;
    }
    return engine.tryPublish(accountId, writer);
  }

  /** To be told by the shard's thread, for each command that was received from outside. */
  void onAnswered(int shardId, Command command, long decidedNanos, long repliedNanos) {
    long receivedNanos = command.receivedNanos();
    if (receivedNanos != 0) {
      guards.get(shardId).onAnswered(decidedNanos - receivedNanos, repliedNanos);
    }
  }

  private static QueueGuard guard(ShardConfig shard) {
    return new QueueGuard(
        TARGET_WAIT_NANOS, shard.maxBatchCommands(), shard.ringSize(), System.nanoTime());
  }
}
