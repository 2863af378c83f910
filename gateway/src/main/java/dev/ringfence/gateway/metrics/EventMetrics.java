package dev.ringfence.gateway.metrics;

import dev.ringfence.journal.relay.RelayMetrics;
import dev.ringfence.journal.relay.RelayState;
import dev.ringfence.snapshotter.projection.ProjectionMetrics;
import io.micrometer.core.instrument.Counter;
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
  private final AtomicLong projectionUntakenLetters;
  private final AtomicLong projectionLag;
  private final AtomicLong projectionAgeMillis;

  public EventMetrics(MeterRegistry registry, int shardCount) {
    DescribedMeters meters = new DescribedMeters(registry);
    for (int shardId = 0; shardId < shardCount; shardId++) {
      relays.add(new RelayMeters(meters, Integer.toString(shardId)));
    }
    projectedEvents =
        meters.counter("ringfence.projection.events", "Events that Redis shows by now");
    projectedWrites =
        meters.counter(
            "ringfence.projection.writes",
            "Accounts written to Redis; fewer than events, as only the newest is written");
    projectionFailures =
        meters.counter(
            "ringfence.projection.failures", "Tries that Kafka or Redis failed; it goes on");
    poisonRecords =
        meters.counter(
            "ringfence.projection.poison.records",
            "Records that are no events, and went to the dead letters");
    projectionLetterFailures =
        meters.counter(
            "ringfence.projection.letter.failures",
            "How often a dead letter was not taken by its topic");
    projectionUntakenLetters =
        meters.gauge(
            "ringfence.projection.untaken.letters", "Dead letters that wait for their topic");
    projectionLag =
        meters.gauge("ringfence.projection.lag.events", "Events in Kafka that Redis lacks");
    projectionAgeMillis =
        meters.gauge(
            "ringfence.projection.age.milliseconds",
            "How old the oldest event was that was written last");
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
    private final AtomicLong lag;
    private final AtomicLong full;
    private final AtomicLong ageMillis;
    private final Counter published;
    private final Counter deadLetters;
    private final Counter failures;

    RelayMeters(DescribedMeters meters, String shard) {
      published =
          meters.counter(
              "ringfence.relay.published.events", "Events that Kafka has taken", "shard", shard);
      deadLetters =
          meters.counter(
              "ringfence.relay.dead.letters",
              "Events that Kafka never takes, and that went to the dead letters",
              "shard",
              shard);
      failures =
          meters.counter(
              "ringfence.relay.failures",
              "Tries that Kafka or PostgreSQL failed; it goes on",
              "shard",
              shard);
      lag = meters.gauge("ringfence.relay.lag.events", "Events that Kafka lacks", "shard", shard);
      full =
          meters.gauge(
              "ringfence.outbox.full",
              "1 while the shard takes no commands, as too many events wait for Kafka",
              "shard",
              shard);
      ageMillis =
          meters.gauge(
              "ringfence.relay.age.milliseconds",
              "How old the oldest event was that Kafka took last",
              "shard",
              shard);
    }
  }
}
