package dev.ringfence.localstack.testing;

import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;

/**
 * Real servers for integration tests, shared by all tests of a JVM. The system property {@code
 * ringfence.backends} says where they come from: {@code local} (the default) or {@code containers}.
 */
public final class Backends {

  private static final String PROPERTY = "ringfence.backends";
  private static final Servers SERVERS = choose(System.getProperty(PROPERTY, "local"));

  private Backends() {}

  /** The server's first database, for tests that do not mind what others left in it. */
  public static PostgresBackend postgres() {
    assumeServers();
    return SERVERS.postgres();
  }

  /** A new, empty database. */
  public static PostgresBackend freshDatabase() {
    PostgresBackend server = postgres();
    String name = "test_" + UUID.randomUUID().toString().replace("-", "");
    try {
      server.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create database " + name, e);
    }
    return server.withDatabase(name);
  }

  public static String kafkaBootstrapServers() {
    assumeServers();
    return SERVERS.kafkaBootstrapServers();
  }

  public static String redisUri() {
    assumeServers();
    return SERVERS.redisUri();
  }

  private static void assumeServers() {
    Assumptions.assumeTrue(
        SERVERS instanceof LocalServers || Docker.isPresent(),
        "no Docker daemon answers, so nothing was tested against containers: start one, or leave"
            + " out -D"
            + PROPERTY);
  }

  private static Servers choose(String backends) {
    return switch (backends) {
      case "local" -> new LocalServers();
      case "containers" -> new ContainerServers();
      default ->
          throw new IllegalArgumentException(
              PROPERTY + " must be local or containers, but is " + backends);
    };
  }
}
