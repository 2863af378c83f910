package dev.ringfence.gateway.boot;

import dev.ringfence.engine.shard.Engine;
import dev.ringfence.engine.shard.ShardStatus;
import dev.ringfence.gateway.http.HealthReport.Check;
import dev.ringfence.gateway.http.HealthReport.Reason;
import dev.ringfence.journal.JournalHealth;
import java.util.List;
import java.util.stream.IntStream;

/** How each shard of this process is, and why if it does not serve. */
final class ShardChecks {
  private final Engine engine;
  private final ShardHost host;
  private final JournalHealth health;

  ShardChecks(Engine engine, ShardHost host, JournalHealth health) {
    this.engine = engine;
    this.host = host;
    this.health = health;
  }

  List<Check> all() {
    return IntStream.range(0, engine.shardCount()).mapToObj(this::of).toList();
  }

  private Check of(int shardId) {
    String name = "shard " + shardId;
    ShardStatus status = engine.status(shardId);
    if (host.isReady(shardId)) {
      return Check.good(name, status.name());
    }
    Standstill why = standstill(shardId, status);
    return new Check(name, why.reason(), status + ": " + why.words());
  }

  private Standstill standstill(int shardId, ShardStatus status) {
    String halted = host.halted(shardId);
    if (halted != null) {
      return new Standstill(Reason.HALTED, halted);
    }
    return switch (status) {
      case SERVING -> new Standstill(Reason.DATABASE_AWAY, databaseAway(shardId));
      case STARTING, FENCED -> host.standstill(shardId);
      case DRAINING, STOPPED -> new Standstill(Reason.STOPPING, "this process ends");
    };
  }

  private String databaseAway(int shardId) {
    String cause = health.cause(shardId);
    return cause == null
        ? "PostgreSQL has taken no heartbeat for seconds, so nothing is answered"
        : cause;
  }
}
