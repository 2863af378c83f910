package dev.ringfence.localstack.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import org.junit.jupiter.api.Test;

class BackendsIT {

  @Test
  void shouldGiveAnEmptyDatabaseEachTimeWhenAskedForAFreshOne() throws Exception {
    PostgresBackend first = Backends.freshDatabase();
    PostgresBackend second = Backends.freshDatabase();

    assertNotEquals(first.jdbcUrl(), second.jdbcUrl());
    try (Connection one = first.connect();
        Connection other = second.connect()) {
      one.createStatement().execute("CREATE TABLE mine (id int)");
      assertNotEquals(one.getCatalog(), other.getCatalog());
      assertTrue(one.getMetaData().getTables(null, "public", "mine", null).next());
      assertEquals(false, other.getMetaData().getTables(null, "public", "mine", null).next());
    }
  }

  @Test
  void shouldShareServersWhenAskedAgain() {
    assertEquals(Backends.kafkaBootstrapServers(), Backends.kafkaBootstrapServers());
    assertEquals(Backends.redisUri(), Backends.redisUri());
  }
}
