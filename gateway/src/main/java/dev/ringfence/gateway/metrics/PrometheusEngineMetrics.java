package dev.ringfence.gateway.metrics;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.shard.Admission;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.shard.EngineMetrics;
import dev.ringfence.engine.shard.FenceKind;
import dev.ringfence.engine.shard.ShardStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the shards tell about themselves, for Prometheus. The shards only record; names, labels and
 * quantiles are made when somebody asks, by {@link #refresh}.
 */
public final class PrometheusEngineMetrics implements EngineMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(PrometheusEngineMetrics.class);
  private static final double[] QUANTILES = {0.5, 0.99, 0.999};
  private static final CommandType[] TYPES = CommandType.values();
  private static final Reason[] REASONS = Reason.values();

  private final MeterRegistry registry;
  private final List<ShardRecorder> shards;

  /** Only under the lock of the scrape. */
  private final Set<String> shownAnswers = new HashSet<>();

  private final List<Map<Admission, Counter>> notAdmitted;
  private final List<Map<FenceKind, Counter>> fences;
  private final List<Counter> declined;
  private final List<Counter> lookedUp;
  private final AtomicIntegerArray crowdedFilters;
  private final List<Counter> clockJumps;
  private final List<Counter> faults;
  private final List<Counter> sinkFailures;
  private final FailureLog faultLog;
  private final FailureLog sinkFailureLog;

  public PrometheusEngineMetrics(int shardCount, MeterRegistry registry) {
    this(shardCount, registry, System::nanoTime);
  }

  PrometheusEngineMetrics(int shardCount, MeterRegistry registry, LongSupplier nanoClock) {
    this.registry = registry;
    faultLog =
        new FailureLog(
            "Shard {} met a fault and fences itself ({} more since the last line)", nanoClock);
    sinkFailureLog =
        new FailureLog(
            "A reply of shard {} could not be handed over ({} more since the last line)",
            nanoClock);
    List<ShardRecorder> recorders = new ArrayList<>();
    List<Map<Admission, Counter>> refusals = new ArrayList<>();
    List<Map<FenceKind, Counter>> fenced = new ArrayList<>();
    List<Counter> declinedCounters = new ArrayList<>();
    List<Counter> lookedUpCounters = new ArrayList<>();
    crowdedFilters = new AtomicIntegerArray(shardCount);
    List<Counter> jumps = new ArrayList<>();
    List<Counter> faultCounters = new ArrayList<>();
    List<Counter> sinkFailureCounters = new ArrayList<>();
    for (int shardId = 0; shardId < shardCount; shardId++) {
      ShardRecorder recorder = new ShardRecorder();
      recorders.add(recorder);
      Tags shard = Tags.of("shard", Integer.toString(shardId));
      registerStages(recorder, shard);
      registerBatches(recorder, shard);
      registerStatus(recorder, shard);
      refusals.add(registerNotAdmitted(shard));
      fenced.add(registerFences(shard));
      declinedCounters.add(
          counter(
              "ringfence.batches.declined",
              "Batches that PostgreSQL could not take, as when its disk is full: refused as not done",
              shard));
      lookedUpCounters.add(
          counter(
              "ringfence.refusals.looked.up",
              "Refusals that waited for PostgreSQL, as their ids may have been accepted long ago",
              shard));
      registerCrowdedFilter(shardId, shard);
      jumps.add(
          counter(
              "ringfence.clock.jumps",
              "How often the wall clock jumped ahead, and was not followed at once",
              shard));
      faultCounters.add(
          counter("ringfence.faults", "What threw though it must not, and fenced a shard", shard));
      sinkFailureCounters.add(
          counter("ringfence.sink.failures", "Replies that could not be handed over", shard));
    }
    shards = List.copyOf(recorders);
    notAdmitted = List.copyOf(refusals);
    fences = List.copyOf(fenced);
    declined = List.copyOf(declinedCounters);
    lookedUp = List.copyOf(lookedUpCounters);
    clockJumps = List.copyOf(jumps);
    faults = List.copyOf(faultCounters);
    sinkFailures = List.copyOf(sinkFailureCounters);
  }

  @Override
  public void onAnswered(
      int shardId, Command command, long decidedNanos, long committedNanos, long repliedNanos) {
    shards.get(shardId).onAnswered(command, decidedNanos, committedNanos, repliedNanos);
  }

  @Override
  public void onBatch(int shardId, int commands, int effects, long commitNanos) {
    shards.get(shardId).onBatch(commands, effects, commitNanos);
  }

  /** Called by whoever tried to publish, unlike the others, so these counters are shared ones. */
  @Override
  public void onNotAdmitted(int shardId, Admission admission) {
    notAdmitted.get(shardId).get(admission).increment();
  }

  @Override
  public void onStatus(int shardId, ShardStatus status, String cause) {
    shards.get(shardId).onStatus(status);
  }

  @Override
  public void onFenced(int shardId, Fenced fenced) {
    fences.get(shardId).get(fenced.kind()).increment();
  }

  @Override
  public void onDeclined(int shardId, String cause) {
    declined.get(shardId).increment();
  }

  @Override
  public void onLookUp(int shardId, int commands) {
    lookedUp.get(shardId).increment(commands);
  }

  @Override
  public void onCrowdedFilter(int shardId) {
    if (crowdedFilters.getAndSet(shardId, 1) == 0) {
      LOG.warn(
          "ALARM: the filter of all accepted ids of shard {} has reached its limit, a quarter of the"
              + " heap for all shards: ever more refusals wait for PostgreSQL. A restart with a"
              + " larger heap (-Xmx) gives it room",
          shardId);
    }
  }

  @Override
  public void onClockJump(int shardId, long aheadMillis, boolean believed) {
    if (!believed) {
      clockJumps.get(shardId).increment();
    }
    LOG.warn(
        "The wall clock is {} ms ahead of the time that has passed; shard {} {}",
        aheadMillis,
        shardId,
        believed ? "follows it, as it stayed so" : "does not follow it for a minute");
  }

  @Override
  public void onSinkFailure(int shardId, RuntimeException failure) {
    sinkFailures.get(shardId).increment();
    sinkFailureLog.tell(shardId, failure);
  }

  @Override
  public void onFault(int shardId, Throwable failure) {
    faults.get(shardId).increment();
    faultLog.tell(shardId, failure);
  }

  /** Brings quantiles and answer counts up to date. Only under the lock of the scrape. */
  void refresh(boolean windowIsOver) {
    for (int shardId = 0; shardId < shards.size(); shardId++) {
      shards.get(shardId).refresh(windowIsOver);
      registerAnswers(shardId);
    }
  }

  private Counter counter(String name, String description, Tags shard) {
    return Counter.builder(name).description(description).tags(shard).register(registry);
  }

  private void registerStages(ShardRecorder recorder, Tags shard) {
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

  private void registerBatches(ShardRecorder recorder, Tags shard) {
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

  private void registerStatus(ShardRecorder recorder, Tags shard) {
    for (ShardStatus status : ShardStatus.values()) {
      Gauge.builder("ringfence.shard.status", recorder, one -> one.status() == status ? 1 : 0)
          .description("1 for the status that the shard is in")
          .tags(shard.and("status", status.name()))
          .register(registry);
    }
  }

  private void registerCrowdedFilter(int shardId, Tags shard) {
    Gauge.builder("ringfence.filter.crowded", crowdedFilters, crowded -> crowded.get(shardId))
        .description("1 if more ids were accepted than the filter's limit of memory has room for")
        .tags(shard)
        .register(registry);
  }

  private Map<Admission, Counter> registerNotAdmitted(Tags shard) {
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

  private Map<FenceKind, Counter> registerFences(Tags shard) {
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
  private void registerAnswers(int shardId) {
    ShardRecorder recorder = shards.get(shardId);
    for (CommandType type : TYPES) {
      for (Reason reason : REASONS) {
        if (recorder.answers(type, reason) > 0
            && shownAnswers.add(shardId + " " + type + " " + reason)) {
          FunctionCounter.builder(
                  "ringfence.answers", recorder, counted -> counted.answers(type, reason))
              .description("Answers by command type and reason; NONE is accepted")
              .tags(
                  "shard", Integer.toString(shardId), "type", type.name(), "reason", reason.name())
              .register(registry);
        }
      }
    }
  }
}
