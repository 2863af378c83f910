package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.gateway.boot.Servers.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServersTest {
  private static final String DATABASE = "jdbc:postgresql://production/ringfence";
  private static final String REDIS = "redis://production";
  private static final Map<String, String> PRODUCTION =
      Map.of("RINGFENCE_DATABASE_URL", DATABASE, "RINGFENCE_REDIS_URL", REDIS);

  @TempDir private Path dev;

  @BeforeEach
  void runDev() throws IOException {
    new RunningDev(dev)
        .announce(
            new ReadyLine()
                .text("jdbc", "jdbc:postgresql://dev/ringfence")
                .text("kafka", "dev:9092")
                .text("redis", "redis://dev")
                .number("pid", ProcessHandle.current().pid()));
  }

  @Test
  void shouldFindAllInTheEnvironment() {
    Servers servers = new Servers(Optional.empty(), PRODUCTION);

    assertEquals(REDIS, servers.require(Server.REDIS, ""));
    assertEquals(Optional.of(DATABASE), servers.find(Server.DATABASE, ""));
    assertEquals(PRODUCTION, servers.login(Server.DATABASE));
  }

  @Test
  void shouldPreferWhatIsToldToTheEnvironment() {
    Servers servers = new Servers(Optional.empty(), PRODUCTION);

    assertEquals("redis://other", servers.require(Server.REDIS, "redis://other"));
    assertEquals(Optional.of(DATABASE), servers.find(Server.DATABASE, ""));
  }

  @Test
  void shouldFindAllInTheDevThatIsNamedWhateverTheEnvironmentSays() {
    Servers servers = new Servers(Optional.of(dev), PRODUCTION);

    assertEquals("redis://dev", servers.require(Server.REDIS, ""));
    assertEquals("dev:9092", servers.require(Server.KAFKA, ""));
    assertEquals(Optional.of("jdbc:postgresql://dev/ringfence"), servers.find(Server.DATABASE, ""));
    assertEquals(Map.of(), servers.login(Server.DATABASE));
  }

  /** The database would be that of a dev: its accounts must not get into another's Redis. */
  @Test
  void shouldRefuseARedisOfTheEnvironmentBesideADatabaseOfADev() {
    Servers servers = new Servers(Optional.empty(), Map.of("RINGFENCE_REDIS_URL", REDIS));
    assertEquals(REDIS, servers.require(Server.REDIS, ""));

    ConfigurationException refused =
        assertThrows(ConfigurationException.class, () -> servers.find(Server.DATABASE, ""));

    assertTrue(refused.getMessage().contains("RINGFENCE_REDIS_URL"), refused.getMessage());
    assertTrue(refused.getMessage().contains("the dev in .ringfence"), refused.getMessage());
  }

  @Test
  void shouldRefuseADevsRedisBesideADatabaseOfTheEnvironment() {
    Servers servers = new Servers(Optional.empty(), Map.of("RINGFENCE_DATABASE_URL", DATABASE));
    assertEquals(Optional.of(DATABASE), servers.find(Server.DATABASE, ""));

    assertThrows(ConfigurationException.class, () -> servers.require(Server.REDIS, ""));
  }

  @Test
  void shouldRefuseAnAddressBesideTheFolderOfADev() {
    Servers servers = new Servers(Optional.of(dev), Map.of());

    assertThrows(ConfigurationException.class, () -> servers.find(Server.DATABASE, DATABASE));
  }

  @Test
  void shouldSayWhereItLookedWhenNoDevRuns() {
    Servers servers = new Servers(Optional.of(dev.resolve("none")), PRODUCTION);

    ConfigurationException refused =
        assertThrows(ConfigurationException.class, () -> servers.require(Server.REDIS, ""));

    assertTrue(refused.getMessage().contains(dev.resolve("none").toString()));
    assertEquals(Optional.empty(), servers.find(Server.DATABASE, ""));
  }
}
