package dev.ringfence.localstack.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PostgresBackendTest {

  @Test
  void shouldKeepAllButTheNameWhenDatabaseChanges() {
    PostgresBackend backend =
        new PostgresBackend("jdbc:postgresql://127.0.0.1:1/old?user=old&password=x", "old", "x");

    assertEquals(
        new PostgresBackend("jdbc:postgresql://127.0.0.1:1/new?user=old&password=x", "old", "x"),
        backend.withDatabase("new"));
  }
}
