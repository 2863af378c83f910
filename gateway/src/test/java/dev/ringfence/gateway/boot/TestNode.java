package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.gateway.boot.NodeConfig.KafkaConfig;
import dev.ringfence.gateway.grpc.GrpcServerConfig;
import dev.ringfence.gateway.http.HttpServerConfig;
import dev.ringfence.gateway.rehearsal.RehearsalConfig;
import dev.ringfence.journal.DatabaseConfig;
import dev.ringfence.localstack.testing.PostgresBackend;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.recovery.RecoveryConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/**
 * A node of the test's own process. Unless it is told otherwise it has one shard and free ports,
 * and has no Kafka, no Redis, no tape, no rehearsal and no doubt about who calls.
 */
final class TestNode {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String LOOPBACK = "127.0.0.1";

  private final PostgresBackend postgres;
  private String jdbcUrl;
  private String name = "test";
  private int shards = 1;
  private Optional<KafkaConfig> kafka = Optional.empty();
  private Optional<String> redis = Optional.empty();
  private int grpcPort;
  private EventsConfig events = EventsConfig.DEFAULTS;
  private RehearsalConfig rehearsal = RehearsalConfig.NONE;

  private TestNode(PostgresBackend postgres) {
    this.postgres = postgres;
    jdbcUrl = postgres.jdbcUrl();
  }

  static TestNode on(PostgresBackend postgres) {
    return new TestNode(postgres);
  }

  /** Through whoever listens there. */
  TestNode throughPort(int port) {
    jdbcUrl = jdbcUrl.replaceFirst(":[0-9]+/", ":" + port + "/");
    return this;
  }

  TestNode named(String newName) {
    name = newName;
    return this;
  }

  TestNode withShards(int count) {
    shards = count;
    return this;
  }

  TestNode withEvents(String kafkaServers, String redisUri) {
    kafka = Optional.of(new KafkaConfig(kafkaServers, 2, (short) 1));
    redis = Optional.of(redisUri);
    return this;
  }

  TestNode with(EventsConfig newEvents) {
    events = newEvents;
    return this;
  }

  TestNode withRehearsal(int millis) {
    rehearsal = RehearsalConfig.DEFAULT.withMillis(millis);
    return this;
  }

  TestNode onGrpcPort(int port) {
    grpcPort = port;
    return this;
  }

  NodeConfig config() {
    return new NodeConfig(
        name,
        shards,
        DatabaseConfig.of(jdbcUrl, postgres.user(), postgres.password()),
        Optional.empty(),
        kafka,
        redis,
        SecurityConfig.OPEN,
        GrpcServerConfig.listeningOn(LOOPBACK, grpcPort),
        HttpServerConfig.listeningOn(LOOPBACK, 0),
        events,
        rehearsal,
        Optional.empty(),
        RecoveryConfig.of(shards));
  }

  /** Not started yet. */
  Node make() {
    return new Node(config(), () -> Progress.NONE);
  }

  /** Returns when it serves. */
  Node start() throws Exception {
    Node node = make();
    node.start();
    awaitServing(node);
    return node;
  }

  /** What it shows to a browser there. */
  static String page(Node node, String path) throws Exception {
    URI page = URI.create("http://" + LOOPBACK + ":" + node.httpPort() + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(page).timeout(LIMIT).build();
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }

  static void awaitServing(Node node) throws InterruptedException {
    long latestNanos = System.nanoTime() + LIMIT.toNanos();
    assertTrue(node.awaitServing(() -> System.nanoTime() - latestNanos < 0), "it serves in time");
  }
}
