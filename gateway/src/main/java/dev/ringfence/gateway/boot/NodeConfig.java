package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.grpc.GrpcServerConfig;
import dev.ringfence.gateway.http.HttpServerConfig;
import dev.ringfence.gateway.kafka.IngressConfig;
import dev.ringfence.gateway.rehearsal.RehearsalConfig;
import dev.ringfence.journal.DatabaseConfig;
import dev.ringfence.journal.tape.TapeConfig;
import dev.ringfence.snapshotter.recovery.RecoveryConfig;
import java.util.Optional;

/**
 * All that one process needs to know.
 *
 * @param name tells this process from others that share the database; one life at a time may bear
 *     it
 * @param shardCount how many shards there are; the same in every process
 * @param database the truth
 * @param replica a copy that may lag, for lists of the ledger; empty: the truth serves them, too
 * @param kafka where events go; without it they wait in the outbox
 * @param redis where the projection goes; needs Kafka
 * @param security who may call, and how connections are kept private
 * @param grpc where commands come in
 * @param http where probes and scrapers look
 * @param events which part of what lies behind the commit this process has
 * @param rehearsal how the process warms itself up before it serves
 * @param tape where the command tape goes; empty: there is none
 * @param recovery how shards are read into memory, and how much of it they may take for old ids
 */
record NodeConfig(
    String name,
    int shardCount,
    DatabaseConfig database,
    Optional<DatabaseConfig> replica,
    Optional<KafkaConfig> kafka,
    Optional<String> redis,
    SecurityConfig security,
    GrpcServerConfig grpc,
    HttpServerConfig http,
    EventsConfig events,
    RehearsalConfig rehearsal,
    Optional<TapeConfig> tape,
    RecoveryConfig recovery) {
  static final int MAX_SHARDS = 11;

  /** One for its journal, one for its relay. */
  private static final int CONNECTIONS_PER_SHARD = 2;

  /** Heartbeats, recovery, reads of the ledger, the rebuilding of Redis. */
  private static final int CONNECTIONS_FOR_THE_REST = 8;

  NodeConfig {
    if (name.isBlank() || name.indexOf('/') >= 0) {
      throw new ConfigurationException(
          "node.name must be the name of this process, without a slash, not '" + name + "'");
    }
    shardCount = checkedShardCount(shardCount);
    int connections = CONNECTIONS_PER_SHARD * shardCount + CONNECTIONS_FOR_THE_REST;
    if (database.poolSize() < connections) {
      throw new ConfigurationException(
          shardCount
              + " shards need a pool of at least "
              + connections
              + " connections (database.pool.size), not "
              + database.poolSize());
    }
    if (redis.isPresent() && kafka.isEmpty()) {
      throw new ConfigurationException("Redis is filled from Kafka: configure Kafka as well");
    }
    redis = redis.map(RedisAddress::checked);
  }

  /** The same, if a process can serve so many. */
  static int checkedShardCount(int count) {
    if (count < 1 || count > MAX_SHARDS) {
      throw new ConfigurationException(
          "The number of shards must be from 1 to " + MAX_SHARDS + ", not " + count);
    }
    return count;
  }

  /** One shard less than there are cores leaves room for the network and the database. */
  static int defaultShardCount() {
    return Math.clamp(Runtime.getRuntime().availableProcessors() - 1, 1, MAX_SHARDS);
  }

  /**
   * Kafka.
   *
   * @param connection where it is, and how to log in
   * @param partitions of topics that have to be created
   * @param replicationFactor of topics that have to be created
   * @param ingress how fills and payments are read; empty: they are not
   */
  record KafkaConfig(
      KafkaConnection connection,
      int partitions,
      short replicationFactor,
      Optional<IngressConfig> ingress) {
    /** With an ingress, and without a login. */
    KafkaConfig(String bootstrapServers, int partitions, short replicationFactor) {
      this(
          KafkaConnection.to(bootstrapServers),
          partitions,
          replicationFactor,
          Optional.of(IngressConfig.DEFAULTS));
    }
  }
}
