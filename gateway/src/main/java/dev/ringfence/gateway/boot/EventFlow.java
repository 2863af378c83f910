package dev.ringfence.gateway.boot;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.gateway.boot.NodeConfig.KafkaConfig;
import dev.ringfence.gateway.http.HealthReport.Check;
import dev.ringfence.gateway.kafka.KafkaIngress;
import dev.ringfence.journal.Complaint;
import dev.ringfence.journal.letters.DeadLetterProducers;
import dev.ringfence.journal.places.AskedTopicIds;
import dev.ringfence.journal.relay.HandedEvents;
import dev.ringfence.journal.relay.OutboxRelay;
import dev.ringfence.journal.relay.RelayConfig;
import dev.ringfence.journal.relay.RelayMetrics;
import dev.ringfence.journal.relay.RelayProducers;
import dev.ringfence.journal.relay.TopicsConfig;
import dev.ringfence.snapshotter.projection.JdbcSnapshotSource;
import dev.ringfence.snapshotter.projection.ProjectionConfig;
import dev.ringfence.snapshotter.projection.ProjectionMetrics;
import dev.ringfence.snapshotter.projection.ProjectorConsumers;
import dev.ringfence.snapshotter.projection.RedisProjector;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntToLongFunction;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the outbox to Kafka, from Kafka to Redis, and from Kafka into the rings. Starts when Kafka
 * does, however late that is; commands never wait for it.
 */
final class EventFlow {
  private static final Logger LOG = LoggerFactory.getLogger(EventFlow.class);
  private static final int ADMIN_DEADLINE_SECONDS = 10;
  private static final int FETCH_ROWS = 5_000;

  private final PatientTopics topics;
  private final List<HandedEvents> handed = new ArrayList<>();
  private final List<OutboxRelay> relays = new ArrayList<>();
  private final Optional<RedisProjector> projector;
  private final Optional<KafkaIngress> ingress;
  private volatile boolean started;
  private volatile boolean stopping;
  private final Thread starter =
      Thread.ofPlatform().daemon().name("event-flow-start").unstarted(this::startWhenKafkaIsThere);

  /**
   * Relays as many shards, and projects if there is a Redis.
   *
   * @param epochs under which this process owns each shard
   */
  EventFlow(
      KafkaConfig kafka,
      Optional<String> redis,
      int shardCount,
      IntToLongFunction epochs,
      DataSource dataSource,
      RelayMetrics relayMetrics,
      ProjectionMetrics projectionMetrics,
      Optional<KafkaIngress> ingress) {
    this.ingress = ingress;
    Map<String, Object> connection = kafka.connection().settings();
    topics =
        new PatientTopics(
            connection,
            new TopicsConfig(kafka.partitions(), kafka.replicationFactor(), ADMIN_DEADLINE_SECONDS),
            new Complaint(LOG));
    for (int id = 0; id < shardCount; id++) {
      int shardId = id;
      HandedEvents events = HandedEvents.forRelay(RelayConfig.DEFAULTS);
      handed.add(events);
      relays.add(
          new OutboxRelay(
              shardId,
              () -> epochs.applyAsLong(shardId),
              dataSource,
              events,
              RelayProducers.forShard(shardId, connection),
              RelayConfig.DEFAULTS,
              relayMetrics,
              InstantSource.system()));
    }
    projector =
        redis.map(
            uri ->
                new RedisProjector(
                    RedisURI.create(uri),
                    ProjectorConsumers.inGroup(connection),
                    new AskedTopicIds(connection),
                    DeadLetterProducers.named("ringfence-projector-dead-letters", connection),
                    new JdbcSnapshotSource(dataSource, FETCH_ROWS),
                    ProjectionConfig.DEFAULTS,
                    projectionMetrics,
                    InstantSource.system()));
  }

  void start() {
    starter.start();
  }

  /** Hands over what a shard has committed. Never blocks. */
  void committed(EffectBatch batch) {
    if (!relays.isEmpty()) {
      handed.get(batch.shardId()).committed(batch);
      relays.get(batch.shardId()).wake();
    }
  }

  /** Why nothing of it has begun, where that is because of Kafka. */
  Optional<String> waitsFor() {
    return topics.waitsFor();
  }

  /** Says of each part whose thread has ended by itself that it has; health is bad then. */
  List<Check> deathNotices() {
    List<String> died = new ArrayList<>();
    if (starter.getState() == Thread.State.TERMINATED && !started && !stopping) {
      died.add("events");
    }
    for (int shardId = 0; shardId < relays.size(); shardId++) {
      if (relays.get(shardId).hasDied()) {
        died.add("relay " + shardId);
      }
    }
    if (projector.map(RedisProjector::hasDied).orElse(false)) {
      died.add("projector");
    }
    if (ingress.map(KafkaIngress::hasDied).orElse(false)) {
      died.add("ingress");
    }
    return died.stream().map(Check::died).toList();
  }

  /** Takes no more from Kafka; before the shards end, so that what is under way is answered. */
  void stopIntake(Duration limit) {
    stopping = true;
    starter.interrupt();
    ingress.ifPresent(running -> stop("The ingress", running::close, limit));
  }

  /** Stops everything at once, and leaves behind what has not ended in time. */
  void close(Duration limit) {
    stopping = true;
    starter.interrupt();
    ExecutorService stops = Executors.newVirtualThreadPerTaskExecutor();
    for (OutboxRelay relay : relays) {
      stops.execute(() -> stop("A relay", relay::stop, limit));
    }
    projector.ifPresent(
        running -> stops.execute(() -> stop("The projection", running::close, limit)));
    stops.shutdown();
    try {
      if (!stops.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("Events were still on their way when the process stopped; they come again");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends one of the parts in order if time allows. */
  private interface Stop {
    boolean within(Duration limit) throws InterruptedException;
  }

  private void stop(String what, Stop stop, Duration limit) {
    StopBudget budget = new StopBudget(limit);
    try {
      if (starter.isAlive()) {
        starter.join(limit);
      }
      if (!stop.within(budget.allBut(Duration.ZERO))) {
        LOG.warn("{} was cut off in the middle of its work; that comes again", what);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void startWhenKafkaIsThere() {
    try {
      List<String> created = topics.ensure();
      if (!created.isEmpty()) {
        LOG.info("Created the topics {}", created);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return;
    }
    relays.forEach(OutboxRelay::start);
    projector.ifPresent(RedisProjector::start);
    ingress.ifPresent(KafkaIngress::start);
    started = true;
  }
}
