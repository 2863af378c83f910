package dev.ringfence.gateway.metrics;

import dev.ringfence.journal.relay.RelayMetrics;
import dev.ringfence.journal.relay.RelayState;
import dev.ringfence.snapshotter.projection.ProjectionMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the relays and the projection tell about themselves: for Prometheus, and for the log. */
public final class EventMetrics implements RelayMetrics, ProjectionMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(EventMetrics.class);

  private final List<RelayMeters> relays = new ArrayList<>();
  private final Counter projectedEvents;
  private final Counter projectedWrites;
  private final Counter projectionFailures;
  private final Counter poisonRecords;
  private final Counter projectionLetterFailures;
  private final AtomicLong projectionUntakenLetters = new AtomicLong();
  private final AtomicLong projectionLag = new AtomicLong();
  private final AtomicLong projectionAgeMillis = new AtomicLong();

  public EventMetrics(MeterRegistry registry, int shardCount) {
    for (int shardId = 0; shardId < shardCount; shardId++) {
      relays.add(new RelayMeters(registry, Integer.toString(shardId)));
    }
    projectedEvents = registry.counter("ringfence.projection.events");
    projectedWrites = registry.counter("ringfence.projection.writes");
    projectionFailures = registry.counter("ringfence.projection.failures");
    poisonRecords = registry.counter("ringfence.projection.poison.records");
    projectionLetterFailures = registry.counter("ringfence.projection.letter.failures");
    Gauge.builder("ringfence.projection.untaken.letters", projectionUntakenLetters, AtomicLong::get)
        .register(registry);
    Gauge.builder("ringfence.projection.lag.events", projectionLag, AtomicLong::get)
        .register(registry);
    Gauge.builder("ringfence.projection.age.milliseconds", projectionAgeMillis, AtomicLong::get)
        .register(registry);
  }

  @Override
  public void onLag(int shardId, long events) {
    relays.get(shardId).lag.set(events);
  }

  @Override
  public void onOutboxFull(int shardId, boolean full) {
    relays.get(shardId).full.set(full ? 1 : 0);
  }

  @Override
  public void onPublished(int shardId, int events, long bytes, long oldestAgeMillis) {
    RelayMeters relay = relays.get(shardId);
    relay.published.increment(events);
    relay.ageMillis.set(oldestAgeMillis);
  }

  @Override
  public void onDeadLetter(int shardId, String reason) {
    relays.get(shardId).deadLetters.increment();
    LOG.error(
        "An event of shard {} can't be sent and went to the dead letters: {}", shardId, reason);
  }

  @Override
  public void onFailure(int shardId, int attempts, Exception cause) {
    relays.get(shardId).failures.increment();
  }

  @Override
  public void onState(int shardId, RelayState state) {
    LOG.debug("The relay of shard {} is {}", shardId, state);
  }

  @Override
  public void onWritten(int events, int writes, long oldestAgeMillis) {
    projectedEvents.increment(events);
    projectedWrites.increment(writes);
    projectionAgeMillis.set(oldestAgeMillis);
  }

  @Override
  public void onLag(long events) {
    projectionLag.set(events);
  }

  @Override
  public void onPoison(String topic, int partition, long offset) {
    poisonRecords.increment();
  }

  @Override
  public void onUntakenLetters(int letters) {
    projectionUntakenLetters.set(letters);
  }

  @Override
  public void onLetterFailure() {
    projectionLetterFailures.increment();
  }

  @Override
  public void onFailure(int attempts, Exception cause) {
    projectionFailures.increment();
  }

  @Override
  public void onRebuildFinished(long images, long elapsedMillis) {
    LOG.info("Rebuilt the projection in Redis: {} images in {} ms", images, elapsedMillis);
  }

  private static final class RelayMeters {
    private final AtomicLong lag = new AtomicLong();
    private final AtomicLong full = new AtomicLong();
    private final AtomicLong ageMillis = new AtomicLong();
    private final Counter published;
    private final Counter deadLetters;
    private final Counter failures;

    RelayMeters(MeterRegistry registry, String shard) {
      published = registry.counter("ringfence.relay.published.events", "shard", shard);
      deadLetters = registry.counter("ringfence.relay.dead.letters", "shard", shard);
      failures = registry.counter("ringfence.relay.failures", "shard", shard);
      Gauge.builder("ringfence.relay.lag.events", lag, AtomicLong::get)
          .tag("shard", shard)
          .register(registry);
      Gauge.builder("ringfence.outbox.full", full, AtomicLong::get)
          .tag("shard", shard)
          .register(registry);
      Gauge.builder("ringfence.relay.age.milliseconds", ageMillis, AtomicLong::get)
          .tag("shard", shard)
          .register(registry);
    }
  }
}
