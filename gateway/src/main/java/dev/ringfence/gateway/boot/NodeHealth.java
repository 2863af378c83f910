package dev.ringfence.gateway.boot;

import dev.ringfence.engine.shard.Engine;
import dev.ringfence.gateway.http.HealthReport;
import dev.ringfence.gateway.http.HealthReport.Check;
import dev.ringfence.gateway.metrics.IngressMeters;
import dev.ringfence.journal.JournalHealth;
import dev.ringfence.journal.relay.OutboxBound;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the parts of a node say of themselves, part by part. */
final class NodeHealth {
  private final Serving serving;
  private final Engine engine;
  private final ShardHost host;
  private final JournalHealth journalHealth;
  private final Optional<OutboxBound> bound;
  private final Optional<EventFlow> events;
  private final Optional<IngressMeters> ingress;

  /**
   * @param ingress there if records are read from Kafka
   */
  NodeHealth(
      Serving serving,
      Engine engine,
      ShardHost host,
      JournalHealth journalHealth,
      Optional<OutboxBound> bound,
      Optional<EventFlow> events,
      Optional<IngressMeters> ingress) {
    this.serving = serving;
    this.engine = engine;
    this.host = host;
    this.journalHealth = journalHealth;
    this.bound = bound;
    this.events = events;
    this.ingress = ingress;
  }

  HealthReport report() {
    List<Check> checks = new ArrayList<>();
    if (!serving.hasRehearsed()) {
      checks.add(new Check("rehearsal", false, "warming up"));
    }
    for (int shardId = 0; shardId < engine.shardCount(); shardId++) {
      checks.add(new Check("shard " + shardId, host.isReady(shardId), describe(shardId)));
    }
    bound.ifPresent(outbox -> checks.add(describe(outbox)));
    List<Check> deathNotices = events.map(EventFlow::deathNotices).orElse(List.of());
    checks.addAll(deathNotices);
    if (deathNotices.stream().noneMatch(notice -> notice.name().equals("ingress"))) {
      ingress.ifPresent(meters -> checks.add(new Check("ingress", true, meters.describe())));
    }
    return new HealthReport(deathNotices.isEmpty(), serving.isReady(), checks);
  }

  private static Check describe(OutboxBound outbox) {
    boolean full = outbox.isAnyFull();
    return new Check(
        "outbox",
        !full,
        outbox.backlog()
            + " events wait"
            + (full ? ": as many as may, so new writes are refused until Kafka takes them" : ""));
  }

  private String describe(int shardId) {
    String halted = host.halted(shardId);
    String cause = halted == null ? journalHealth.cause(shardId) : halted;
    if (cause == null && host.isServing(shardId) && !host.isReady(shardId)) {
      cause = "PostgreSQL has taken no heartbeat for seconds, so nothing is answered";
    }
    return engine.status(shardId) + (cause == null ? "" : ": " + cause);
  }
}
