package dev.ringfence.localstack.testing;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** One container for each kind of server, until this JVM ends. */
final class ContainerServers implements Servers {

  private static final int REDIS_PORT = 6379;

  private PostgreSQLContainer postgres;
  private KafkaContainer kafka;
  private GenericContainer<?> redis;

  @Override
  public synchronized PostgresBackend postgres() {
    if (postgres == null) {
      postgres = new PostgreSQLContainer("postgres:18");
      postgres.start();
    }
    String url =
        "jdbc:postgresql://%s:%d/%s?user=%s&password=%s"
            .formatted(
                postgres.getHost(),
                postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                postgres.getDatabaseName(),
                postgres.getUsername(),
                postgres.getPassword());
    return new PostgresBackend(url, postgres.getUsername(), postgres.getPassword());
  }

  @Override
  public synchronized String kafkaBootstrapServers() {
    if (kafka == null) {
      kafka =
          new KafkaContainer("apache/kafka:4.3.1")
              .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
      kafka.start();
    }
    return kafka.getBootstrapServers();
  }

  @Override
  public synchronized String redisUri() {
    if (redis == null) {
      redis = new GenericContainer<>("redis:7").withExposedPorts(REDIS_PORT);
      redis.start();
    }
    return "redis://" + redis.getHost() + ":" + redis.getMappedPort(REDIS_PORT);
  }
}
