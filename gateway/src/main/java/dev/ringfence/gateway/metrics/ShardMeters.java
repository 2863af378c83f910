package dev.ringfence.gateway.metrics;

import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.shard.Admission;
import dev.ringfence.engine.shard.FenceKind;
import dev.ringfence.engine.shard.ShardStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** All series of one shard: what its recorder counts, and the rarer things that many may count. */
final class ShardMeters {
  private static final double[] QUANTILES = {0.5, 0.99, 0.999};
  private static final CommandType[] TYPES = CommandType.values();
  private static final Reason[] REASONS = Reason.values();

  private final MeterRegistry registry;
  private final Tags shard;
  private final ShardRecorder recorder = new ShardRecorder();

  /** Only under the lock of the scrape. */
  private final Set<String> shownAnswers = new HashSet<>();

  private final AtomicBoolean crowdedFilter = new AtomicBoolean();
  private final AtomicLong clockBehindMillis = new AtomicLong();
  private final Map<Admission, Counter> notAdmitted;
  private final Map<FenceKind, Counter> fences;
  private final Counter declined;
  private final Counter lookedUp;
  private final Counter clockJumps;
  private final Counter faults;
  private final Counter sinkFailures;

  ShardMeters(int shardId, MeterRegistry registry) {
    this.registry = registry;
    shard = Tags.of("shard", Integer.toString(shardId));
    registerStages();
    registerBatches();
    registerStatus();
    notAdmitted = registerNotAdmitted();
    fences = registerFences();
    declined =
        counter(
            "ringfence.batches.declined",
            "Batches that PostgreSQL could not take, as when its disk is full: refused as not done");
    lookedUp =
        counter(
            "ringfence.refusals.looked.up",
            "Refusals that waited for PostgreSQL, as their ids may have been accepted long ago");
    registerCrowdedFilter();
    registerClockBehind();
    clockJumps =
        counter(
            "ringfence.clock.jumps",
            "How often the wall clock jumped ahead, and was not followed at once");
    faults = counter("ringfence.faults", "What threw though it must not, and fenced a shard");
    sinkFailures = counter("ringfence.sink.failures", "Replies that could not be handed over");
  }

  /** What the shard's own thread counts in. */
  ShardRecorder recorder() {
    return recorder;
  }

  Counter notAdmitted(Admission admission) {
    return notAdmitted.get(admission);
  }

  Counter fences(FenceKind kind) {
    return fences.get(kind);
  }

  Counter declined() {
    return declined;
  }

  Counter lookedUp() {
    return lookedUp;
  }

  AtomicLong clockBehindMillis() {
    return clockBehindMillis;
  }

  Counter clockJumps() {
    return clockJumps;
  }

  Counter faults() {
    return faults;
  }

  Counter sinkFailures() {
    return sinkFailures;
  }

  /** Whether that is news. */
  boolean filterIsCrowded() {
    return !crowdedFilter.getAndSet(true);
  }

  /** Brings quantiles and answer counts up to date. Only under the lock of the scrape. */
  void refresh(boolean windowIsOver) {
    recorder.refresh(windowIsOver);
    registerAnswers();
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).tags(shard).register(registry);
  }

  private void registerStages() {
    for (Stage stage : Stage.values()) {
      for (double quantile : QUANTILES) {
        Gauge.builder(
                "ringfence.stage",
                recorder.stage(stage),
                measured -> measured.quantileSeconds(quantile))
            .description("Latency of a stage over the last 10 to 20 seconds")
            .baseUnit("seconds")
            .tags(shard.and("stage", stage.label(), "quantile", Double.toString(quantile)))
            .register(registry);
      }
    }
  }

  private void registerBatches() {
    FunctionCounter.builder("ringfence.batches", recorder, ShardRecorder::batches)
        .description("Batches made durable")
        .tags(shard)
        .register(registry);
    FunctionCounter.builder("ringfence.batch.commands", recorder, ShardRecorder::batchCommands)
        .description("Commands in the batches made durable")
        .tags(shard)
        .register(registry);
    FunctionCounter.builder("ringfence.batch.effects", recorder, ShardRecorder::batchEffects)
        .description("Effects in the batches made durable")
        .tags(shard)
        .register(registry);
    FunctionCounter.builder("ringfence.batch.commit", recorder, ShardRecorder::commitSeconds)
        .description("Time spent in commits")
        .baseUnit("seconds")
        .tags(shard)
        .register(registry);
    FunctionCounter.builder("ringfence.replays", recorder, ShardRecorder::replays)
        .description("Answers that were given before")
        .tags(shard)
        .register(registry);
  }

  private void registerStatus() {
    for (ShardStatus status : ShardStatus.values()) {
      Gauge.builder("ringfence.shard.status", recorder, one -> one.status() == status ? 1 : 0)
          .description("1 for the status that the shard is in")
          .tags(shard.and("status", status.name()))
          .register(registry);
    }
  }

  private void registerClockBehind() {
    Gauge.builder("ringfence.clock.behind", clockBehindMillis, AtomicLong::get)
        .description("How far the wall clock is behind what is durable: nothing expires meanwhile")
        .baseUnit("milliseconds")
        .tags(shard)
        .register(registry);
  }

  private void registerCrowdedFilter() {
    Gauge.builder("ringfence.filter.crowded", crowdedFilter, crowded -> crowded.get() ? 1 : 0)
        .description("1 if more ids were accepted than the filter's limit of memory has room for")
        .tags(shard)
        .register(registry);
  }

  private Map<Admission, Counter> registerNotAdmitted() {
    Map<Admission, Counter> counters = new EnumMap<>(Admission.class);
    for (Admission admission : Admission.values()) {
      if (admission != Admission.ADMITTED) {
        counters.put(
            admission,
            Counter.builder("ringfence.not.admitted")
                .description("Commands refused at the ring")
                .tags(shard.and("admission", admission.name()))
                .register(registry));
      }
    }
    return counters;
  }

  private Map<FenceKind, Counter> registerFences() {
    Map<FenceKind, Counter> counters = new EnumMap<>(FenceKind.class);
    for (FenceKind kind : FenceKind.values()) {
      counters.put(
          kind,
          Counter.builder("ringfence.fences")
              .description("How often the shard gave up; after HALT a person must look")
              .tags(shard.and("kind", kind.name()))
              .register(registry));
    }
    return counters;
  }

  /** Most pairs of type and reason never happen: a series appears with its first answer. */
  private void registerAnswers() {
    for (CommandType type : TYPES) {
      for (Reason reason : REASONS) {
        if (recorder.answers(type, reason) > 0 && shownAnswers.add(type + " " + reason)) {
          FunctionCounter.builder(
                  "ringfence.answers", recorder, counted -> counted.answers(type, reason))
              .description("Answers by command type and reason; NONE is accepted")
              .tags(shard.and("type", type.name(), "reason", reason.name()))
              .register(registry);
        }
      }
    }
  }
}
