package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.http.HealthReport;
import dev.ringfence.gateway.http.HealthReport.Check;
import dev.ringfence.gateway.http.HealthReport.Reason;
import dev.ringfence.gateway.metrics.IngressMeters;
import dev.ringfence.journal.relay.OutboxBound;
import dev.ringfence.journal.tape.Tape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the parts of a node say of themselves, part by part. */
final class NodeHealth {
  private final Serving serving;
  private final Security security;
  private final PatientStart patience;
  private final ShardChecks shards;
  private final Optional<OutboxBound> bound;
  private final Optional<EventFlow> events;
  private final Optional<Tape> tape;
  private final Optional<IngressMeters> ingress;

  /**
   * @param ingress there if records are read from Kafka
   */
  NodeHealth(
      Serving serving,
      Security security,
      PatientStart patience,
      ShardChecks shards,
      Optional<OutboxBound> bound,
      Optional<EventFlow> events,
      Optional<Tape> tape,
      Optional<IngressMeters> ingress) {
    this.serving = serving;
    this.security = security;
    this.patience = patience;
    this.shards = shards;
    this.bound = bound;
    this.events = events;
    this.tape = tape;
    this.ingress = ingress;
  }

  /** Whether anything but a restart helps; the same as in the report, without the rest of it. */
  boolean isLive() {
    return deathNotices(events, tape).isEmpty();
  }

  HealthReport report() {
    List<Check> checks = new ArrayList<>();
    patience
        .waitsFor()
        .ifPresent(why -> checks.add(new Check("database", Reason.DATABASE_AWAY, why)));
    if (serving.isStopping()) {
      checks.add(new Check("process", Reason.STOPPING, "it ends: no new commands are taken"));
    }
    if (!serving.hasRehearsed()) {
      checks.add(new Check("rehearsal", Reason.WARMING_UP, "warming up"));
    }
    checks.addAll(shards.all());
    bound.ifPresent(outbox -> checks.add(describe(outbox)));
    checks.addAll(security.checks());
    List<Check> deathNotices = deathNotices(events, tape);
    checks.addAll(deathNotices);
    if (deathNotices.stream().noneMatch(notice -> notice.name().equals("ingress"))) {
      ingress.ifPresent(meters -> checks.add(Check.good("ingress", describe(meters))));
    }
    return new HealthReport(deathNotices.isEmpty(), serving.isReady(), checks);
  }

  /** Says of each part whose thread has ended by itself that it has; health is bad then. */
  static List<Check> deathNotices(Optional<EventFlow> events, Optional<Tape> tape) {
    List<Check> notices = new ArrayList<>();
    events.map(EventFlow::deathNotices).ifPresent(notices::addAll);
    tape.filter(Tape::hasDied).map(_ -> Check.died("tape")).ifPresent(notices::add);
    return notices;
  }

  private String describe(IngressMeters meters) {
    return events
        .flatMap(EventFlow::waitsFor)
        .map(why -> "reads nothing until Kafka answers: " + why)
        .orElseGet(meters::describe);
  }

  static Check describe(OutboxBound outbox) {
    boolean full = outbox.isAnyFull();
    return new Check(
        "outbox",
        full ? Reason.OUTBOX_FULL : Reason.NONE,
        outbox.backlog()
            + " events wait"
            + (full ? ": as many as may, so new writes are refused until Kafka takes them" : ""));
  }
}
