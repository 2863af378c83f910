package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.boot.NodeConfig.KafkaConfig;
import dev.ringfence.gateway.grpc.GrpcServerConfig;
import dev.ringfence.gateway.http.HttpServerConfig;
import dev.ringfence.gateway.identity.IdentityConfig;
import dev.ringfence.gateway.identity.IdentityConfig.TokenConfig;
import dev.ringfence.gateway.kafka.IngressConfig;
import dev.ringfence.gateway.ledger.LedgerReaderConfig;
import dev.ringfence.gateway.rehearsal.RehearsalConfig;
import dev.ringfence.gateway.tls.TlsConfig;
import dev.ringfence.journal.DatabaseConfig;
import dev.ringfence.journal.relay.OutboxBound;
import dev.ringfence.journal.tape.TapeConfig;
import dev.ringfence.snapshotter.recovery.RecoveryConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys of {@code ringfence serve}, and what they mean. */
final class ServeSettings {
  private static final Setting NAME =
      Setting.required(
          "node.name",
          "The name of this process, the same after a restart; no two that share a database may"
              + " have the same");
  static final Setting ROLES =
      Setting.optional(
          "roles", "all", "What this process does: engine, relay, projector (with commas), or all");
  private static final Setting OUTBOX_MAX_ROWS =
      Setting.optional(
          "outbox.max.rows",
          Long.toString(OutboxBound.DEFAULT_MAX_ROWS),
          "Unpublished events of a shard at most, if there is a Kafka; past that its writes are"
              + " refused");
  private static final Setting SHARDS =
      Setting.required("shards", "How many shards there are; fixed once there is data");
  private static final Setting DATABASE_URL =
      Setting.required("database.url", "Where PostgreSQL is: jdbc:postgresql://host:5432/database");
  private static final Setting DATABASE_USER =
      Setting.required("database.user", "Who connects to PostgreSQL");
  private static final Setting DATABASE_PASSWORD =
      Setting.secret("database.password", "The password of that user");
  private static final Setting DATABASE_POOL =
      Setting.optional("database.pool.size", "30", "Connections at most, one per shard included");
  private static final Setting REPLICA =
      Setting.optional(
          "database.replica.url",
          "",
          "A copy of that database, for lists of the ledger alone, which may lag; empty: none");
  private static final Setting KAFKA =
      Setting.optional(
          "kafka.bootstrap.servers",
          "",
          "Where Kafka is; empty: events wait in the outbox, until ringfence outbox --discard");
  private static final Setting KAFKA_PROPERTIES =
      Setting.optional(
          "kafka.properties.file",
          "",
          "How to log in to Kafka: security.*, ssl.* and sasl.*, as Kafka names them; empty: not at"
              + " all");
  private static final Setting PARTITIONS =
      Setting.optional("kafka.topic.partitions", "8", "Of topics that have to be created");
  private static final Setting REPLICATION =
      Setting.optional("kafka.topic.replication.factor", "3", "Of topics that have to be created");
  private static final Setting INGRESS =
      Setting.optional(
          "kafka.ingress", "true", "Whether fills and payments are read from Kafka: true or false");
  private static final Setting INGRESS_WINDOW =
      Setting.optional(
          "kafka.ingress.window",
          Integer.toString(IngressConfig.DEFAULTS.windowRecords()),
          "Records of one partition that may be under way at once");
  private static final Setting INGRESS_IN_FLIGHT =
      Setting.optional(
          "kafka.ingress.in.flight",
          Integer.toString(IngressConfig.DEFAULTS.maxInFlight()),
          "Commands out of Kafka that may be in the rings at once");
  private static final Setting INGRESS_ATTEMPTS =
      Setting.optional(
          "kafka.ingress.attempts",
          Integer.toString(IngressConfig.DEFAULTS.attempts()),
          "How often a record is tried where time can help, before it is a dead letter");
  private static final Setting INGRESS_PAUSE =
      Setting.optional(
          "kafka.ingress.retry.pause.millis",
          Integer.toString(IngressConfig.DEFAULTS.retryPauseMillis()),
          "The pause between two of those tries");
  private static final Setting REDIS =
      Setting.secret("redis.url", "Where Redis is, redis://host:6379; empty: no projection");
  private static final Setting GRPC_HOST =
      Setting.optional("grpc.host", "0.0.0.0", "The address on which gRPC listens");
  private static final Setting GRPC_PORT =
      Setting.optional("grpc.port", "7400", "The port on which gRPC listens");
  private static final Setting GRPC_CONNECTIONS =
      Setting.optional(
          "grpc.max.connections",
          Integer.toString(GrpcServerConfig.DEFAULT_MAX_CONNECTIONS),
          "Connections to gRPC that may be open at once; more are closed. Each is a file"
              + " descriptor");
  private static final Setting HTTP_HOST =
      Setting.optional(
          "http.host", "127.0.0.1", "The address of the HTTP API, of health and metrics");
  private static final Setting HTTP_PORT =
      Setting.optional("http.port", "7480", "The port of the HTTP API, of health and metrics");
  private static final Setting REHEARSAL =
      Setting.optional(
          "rehearsal.millis",
          String.valueOf(RehearsalConfig.DEFAULT.millis()),
          "How long the process warms itself up before it serves, at most; 0: not at all");

  private static final Setting CLIENTS =
      Setting.optional("identity.clients.file", "", "Who may call, and what they may do (JSON)");
  private static final Setting JWKS =
      Setting.optional(
          "identity.jwks.file", "", "Public keys of whoever issues tokens; empty: no tokens");
  private static final Setting ISSUER =
      Setting.optional("identity.jwt.issuer", "", "What must stand in a token's iss");
  private static final Setting AUDIENCE =
      Setting.optional("identity.jwt.audience", "", "What must stand in a token's aud");
  private static final Setting CERTIFICATE =
      Setting.optional("tls.certificate.file", "", "The server's certificate (PEM); empty: no TLS");
  private static final Setting KEY =
      Setting.optional("tls.key.file", "", "Its private key (PEM, PKCS #8)");
  private static final Setting CLIENT_CA =
      Setting.optional(
          "tls.client.ca.file", "", "Authorities whose certificates callers may show (PEM)");
  private static final Setting CLIENT_CERTIFICATE =
      Setting.optional(
          "tls.client.certificate", "optional", "Of callers over gRPC: optional or required");

  private static final Setting TAPE =
      Setting.optional(
          "tape.directory",
          "",
          "Where the command tape is written, not on PostgreSQL's disk; empty: nowhere");
  private static final Setting TAPE_MEGABYTES =
      Setting.optional("tape.max.megabytes", "10000", "How much of the tape is kept at most");
  private static final Setting TAPE_HOURS =
      Setting.optional("tape.max.hours", "168", "How long the tape is kept at most");

  private static final Setting FILTER_MEGABYTES =
      Setting.optional(
          "filter.max.megabytes",
          "0",
          "Memory for the filters of all request ids ever accepted, of all shards together; 0: a"
              + " quarter of the heap");

  static final List<Setting> ALL =
      List.of(
          NAME,
          ROLES,
          SHARDS,
          DATABASE_URL,
          DATABASE_USER,
          DATABASE_PASSWORD,
          DATABASE_POOL,
          REPLICA,
          KAFKA,
          KAFKA_PROPERTIES,
          PARTITIONS,
          REPLICATION,
          INGRESS,
          INGRESS_WINDOW,
          INGRESS_IN_FLIGHT,
          INGRESS_ATTEMPTS,
          INGRESS_PAUSE,
          REDIS,
          OUTBOX_MAX_ROWS,
          GRPC_HOST,
          GRPC_PORT,
          GRPC_CONNECTIONS,
          HTTP_HOST,
          HTTP_PORT,
          CLIENTS,
          JWKS,
          ISSUER,
          AUDIENCE,
          CERTIFICATE,
          KEY,
          CLIENT_CA,
          CLIENT_CERTIFICATE,
          REHEARSAL,
          TAPE,
          TAPE_MEGABYTES,
          TAPE_HOURS,
          FILTER_MEGABYTES);

  private static final int MAX_PORT = 65_535;
  private static final long BYTES_PER_MEGABYTE = 1_000_000;
  private static final int MAX_REHEARSAL_MILLIS = 60_000;

  private ServeSettings() {}

  static NodeConfig nodeConfig(Settings settings) {
    try {
      return new NodeConfig(
          settings.text(NAME),
          settings.number(SHARDS, 1, NodeConfig.MAX_SHARDS),
          database(settings, DATABASE_URL)
              .withPoolSize(settings.number(DATABASE_POOL, 1, DatabaseConfig.MAX_POOL_SIZE)),
          replica(settings),
          kafka(settings),
          Optional.of(settings.text(REDIS)).filter(url -> !url.isEmpty()),
          security(settings),
          GrpcServerConfig.listeningOn(
                  settings.text(GRPC_HOST), settings.number(GRPC_PORT, 0, MAX_PORT))
              .withMaxConnections(settings.number(GRPC_CONNECTIONS, 1, 1_000_000)),
          HttpServerConfig.listeningOn(
              settings.text(HTTP_HOST), settings.number(HTTP_PORT, 0, MAX_PORT)),
          new EventsConfig(
              Role.parse(settings.text(ROLES)),
              settings.number(OUTBOX_MAX_ROWS, 1, Integer.MAX_VALUE)),
          RehearsalConfig.DEFAULT.withMillis(settings.number(REHEARSAL, 0, MAX_REHEARSAL_MILLIS)),
          tape(settings),
          recovery(settings));
    } catch (IllegalArgumentException wrong) {
      throw new ConfigurationException("The configuration is wrong: " + wrong.getMessage(), wrong);
    }
  }

  private static Optional<DatabaseConfig> replica(Settings settings) {
    return Optional.of(settings.text(REPLICA))
        .filter(url -> !url.isEmpty())
        .map(
            _ -> database(settings, REPLICA).withPoolSize(LedgerReaderConfig.defaults().threads()));
  }

  private static DatabaseConfig database(Settings settings, Setting url) {
    try {
      return DatabaseConfig.of(
          settings.text(url), settings.text(DATABASE_USER), settings.text(DATABASE_PASSWORD));
    } catch (IllegalArgumentException wrong) {
      throw new ConfigurationException(url.key() + " is wrong: " + wrong.getMessage(), wrong);
    }
  }

  private static Optional<KafkaConfig> kafka(Settings settings) {
    requireFor(
        KAFKA,
        settings,
        KAFKA_PROPERTIES,
        PARTITIONS,
        REPLICATION,
        INGRESS_WINDOW,
        INGRESS_IN_FLIGHT,
        INGRESS_ATTEMPTS,
        INGRESS_PAUSE,
        OUTBOX_MAX_ROWS);
    String servers = settings.text(KAFKA);
    if (servers.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new KafkaConfig(
            KafkaConnection.to(servers, file(settings, KAFKA_PROPERTIES)),
            settings.number(PARTITIONS, 1, 10_000),
            (short) settings.number(REPLICATION, 1, 100),
            ingress(settings)));
  }

  private static Optional<IngressConfig> ingress(Settings settings) {
    if (!settings.flag(INGRESS)) {
      refuseChanged(
          INGRESS.key() + "=true",
          settings,
          INGRESS_WINDOW,
          INGRESS_IN_FLIGHT,
          INGRESS_ATTEMPTS,
          INGRESS_PAUSE);
      return Optional.empty();
    }
    int attempts = settings.number(INGRESS_ATTEMPTS, 1, 1_000);
    if (attempts == 1) {
      refuseChanged("more " + INGRESS_ATTEMPTS.key() + " than one", settings, INGRESS_PAUSE);
    }
    return Optional.of(
        IngressConfig.DEFAULTS
            .withBounds(
                settings.number(INGRESS_WINDOW, 1, 1_000_000),
                settings.number(INGRESS_IN_FLIGHT, 1, 1_000_000))
            .withAttempts(attempts, settings.number(INGRESS_PAUSE, 1, 60_000)));
  }

  private static SecurityConfig security(Settings settings) {
    requireFor(CLIENTS, settings, JWKS, ISSUER, AUDIENCE);
    requireFor(JWKS, settings, ISSUER, AUDIENCE);
    requireFor(CERTIFICATE, settings, KEY, CLIENT_CA, CLIENT_CERTIFICATE);
    return new SecurityConfig(
        file(settings, CLIENTS).map(clients -> new IdentityConfig(clients, tokens(settings))),
        file(settings, CERTIFICATE).map(certificate -> tls(settings, certificate)));
  }

  /** Whoever sets what depends on another key believes himself safe: that key must be there. */
  private static void requireFor(Setting main, Settings settings, Setting... dependents) {
    if (settings.text(main).isEmpty()) {
      refuseChanged(main.key(), settings, dependents);
    }
  }

  private static void refuseChanged(String missing, Settings settings, Setting... dependents) {
    for (Setting dependent : dependents) {
      if (!settings.text(dependent).equals(dependent.defaultValue())) {
        throw new ConfigurationException(
            dependent.key() + " does nothing without " + missing + ": set both, or neither");
      }
    }
  }

  private static Optional<TokenConfig> tokens(Settings settings) {
    return file(settings, JWKS)
        .map(jwks -> new TokenConfig(jwks, settings.text(ISSUER), settings.text(AUDIENCE)));
  }

  private static TlsConfig tls(Settings settings, Path certificate) {
    Path key =
        file(settings, KEY)
            .orElseThrow(() -> new ConfigurationException("tls.key.file is missing"));
    boolean required =
        switch (settings.text(CLIENT_CERTIFICATE)) {
          case "required" -> true;
          case "optional" -> false;
          default ->
              throw new ConfigurationException(
                  "tls.client.certificate must be optional or required");
        };
    return new TlsConfig(certificate, key, file(settings, CLIENT_CA), required);
  }

  private static Optional<TapeConfig> tape(Settings settings) {
    requireFor(TAPE, settings, TAPE_MEGABYTES, TAPE_HOURS);
    return file(settings, TAPE)
        .map(
            directory ->
                TapeConfig.of(
                    directory,
                    settings.number(TAPE_MEGABYTES, 1, Integer.MAX_VALUE) * BYTES_PER_MEGABYTE,
                    Duration.ofHours(settings.number(TAPE_HOURS, 1, Integer.MAX_VALUE))));
  }

  private static RecoveryConfig recovery(Settings settings) {
    int shardCount = settings.number(SHARDS, 1, NodeConfig.MAX_SHARDS);
    RecoveryConfig usual = RecoveryConfig.of(shardCount);
    long bytes = settings.number(FILTER_MEGABYTES, 0, Integer.MAX_VALUE) * BYTES_PER_MEGABYTE;
    long heapBytes = Runtime.getRuntime().maxMemory();
    if (bytes > heapBytes / 2) {
      throw new ConfigurationException(
          "filter.max.megabytes must leave half of the heap to the rest, and that has "
              + heapBytes / BYTES_PER_MEGABYTE
              + " MB: lower it, or give the JVM more (RINGFENCE_JAVA_OPTS=-Xmx…)");
    }
    return bytes == 0 ? usual : usual.withFilterBytes(bytes / shardCount);
  }

  private static Optional<Path> file(Settings settings, Setting setting) {
    return Optional.of(settings.text(setting)).filter(name -> !name.isEmpty()).map(Path::of);
  }
}
