package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.boot.NodeConfig.KafkaConfig;
import dev.ringfence.gateway.http.HealthReport;
import dev.ringfence.gateway.http.HealthReport.Check;
import dev.ringfence.gateway.http.HealthReport.Reason;
import dev.ringfence.gateway.http.HttpEndpoint;
import dev.ringfence.gateway.metrics.EventMetrics;
import dev.ringfence.gateway.metrics.HealthMeters;
import dev.ringfence.gateway.metrics.MetricsPage;
import dev.ringfence.journal.Database;
import dev.ringfence.journal.LeaseConfig;
import dev.ringfence.journal.ShardRegistry;
import dev.ringfence.journal.relay.OutboxBound;
import dev.ringfence.journal.relay.OutboxRelay;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process without an engine: it relays, or projects, for whoever owns the shards. */
final class EventNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventNode.class);

  private final NodeConfig config;
  private final MetricsPage metrics;
  private final Database database;
  private final PatientStart patience;
  private final Security security;
  private final HttpEndpoint http;
  private final OutboxBound bound;
  private final EventFlow events;
  private volatile boolean started;

  EventNode(NodeConfig config) {
    this.config = config;
    KafkaConfig kafka =
        config
            .kafka()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "Relay and projector need Kafka: set kafka.bootstrap.servers"));
    if (config.events().has(Role.PROJECTOR) && config.redis().isEmpty()) {
      throw new ConfigurationException("The projector needs Redis: set redis.url");
    }
    metrics = new MetricsPage(config.shardCount());
    EventMetrics eventMetrics = new EventMetrics(metrics.registry(), config.shardCount());
    database = Database.open(config.database());
    patience = new PatientStart(database);
    bound =
        new OutboxBound(
            database.dataSource(),
            config.shardCount(),
            config.events().outboxMaxRows(),
            eventMetrics);
    security = new Security(config.security());
    security.show(metrics.registry());
    http =
        new HttpEndpoint(
            config.http(),
            security.httpContext(),
            this::health,
            metrics,
            Map.of(),
            Optional.empty());
    events =
        new EventFlow(
            kafka,
            config.redis().filter(_ -> config.events().has(Role.PROJECTOR)),
            config.events().has(Role.RELAY) ? config.shardCount() : 0,
            _ -> OutboxRelay.ANY_EPOCH,
            database.dataSource(),
            eventMetrics,
            eventMetrics,
            Optional.empty());
    HealthMeters.show(
        metrics.registry(), "events", () -> events.deathNotices().isEmpty(), () -> started);
  }

  /**
   * Waits for a database that can't be reached yet, for as long as that is worth it; tells whether
   * it runs.
   */
  boolean start(BooleanSupplier worthWaiting) throws SQLException, InterruptedException {
    security.start();
    ListeningPort.open("http", config.http().host(), config.http().port(), http::start);
    if (!patience.run(this::prepare, worthWaiting)) {
      return false;
    }
    bound.start();
    events.start();
    started = true;
    LOG.info("Runs as {}, without an engine", config.events().roles());
    return true;
  }

  private void prepare() throws SQLException {
    database.migrate();
    try (ShardRegistry registry = new ShardRegistry(database.dataSource(), LeaseConfig.DEFAULT)) {
      // Refuses another number of shards, of which some would never be relayed.
      registry.register(config.shardCount());
    }
  }

  int httpPort() {
    return http.port();
  }

  private HealthReport health() {
    List<Check> checks = new ArrayList<>(events.deathNotices());
    boolean live = checks.isEmpty();
    checks.add(NodeHealth.describe(bound));
    checks.addAll(security.checks());
    if (!started) {
      String why = patience.waitsFor().orElse("nothing is known of it yet");
      checks.add(new Check("database", Reason.DATABASE_AWAY, why));
    }
    return new HealthReport(live, started, checks);
  }

  @Override
  public void close() {
    events.close(StopBudget.WHOLE);
    bound.close();
    http.close();
    security.close();
    database.close();
    metrics.close();
    LOG.info("Stopped");
  }
}
