package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.snapshotter.recovery.RecoveryConfig;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration that an operator begins with: every key, and what is so without it. */
final class ServeSettingsTest {
  private static final Path SAMPLE = Path.of("..", "docs", "ringfence.properties");

  private static final String HEADER =
      """
      # Every key of `ringfence serve --config FILE`. What begins with # is as it is shown without being said;
      # the others must be said. Each can come from the environment instead: RINGFENCE_DATABASE_URL for
      # database.url. docs/operations.md tells which of them matter.
      """;

  private static final String FILTER = "filter.max.megabytes";

  /** Until the next document of its file. */
  private static final Pattern CONFIG_MAP =
      Pattern.compile("ringfence\\.properties: \\|\\R(.*?)\\R---", Pattern.DOTALL);

  private static final Pattern VARIABLE = Pattern.compile("RINGFENCE_[A-Z_]+");

  /** What must be said, with an example. */
  private static final Map<String, String> EXAMPLES =
      Map.of(
          "node.name", "ringfence-1",
          "shards", "2",
          "database.url", "jdbc:postgresql://127.0.0.1:5432/ringfence",
          "database.user", "ringfence");

  @Test
  void shouldListEveryKeyInTheSample() throws Exception {
    String expected = sample();

    if (Boolean.getBoolean("ringfence.docs.write")) {
      Files.writeString(SAMPLE, expected);
    }

    assertEquals(
        expected,
        Files.readString(SAMPLE),
        "docs/ringfence.properties is not what the code says; -Dringfence.docs.write=true writes"
            + " it");
  }

  @Test
  void shouldTakeTheSampleAsItIs() throws Exception {
    Properties fromFile = new Properties();
    fromFile.load(new StringReader(sample()));

    NodeConfig config =
        ServeSettings.nodeConfig(Settings.of(ServeSettings.ALL, fromFile, Map.of()));

    assertEquals("ringfence-1", config.name());
    assertEquals(2, config.shardCount());
  }

  /** Its file, its pods' environment, and that of the image. */
  @Test
  void shouldTakeWhatAContainerIsGiven() throws Exception {
    String manifest = Files.readString(Path.of("..", "docs", "kubernetes.yml"));
    String image = Files.readString(Path.of("..", "Dockerfile"));
    Matcher file = CONFIG_MAP.matcher(manifest);
    assertTrue(file.find());
    Properties fromFile = new Properties();
    fromFile.load(new StringReader(file.group(1)));
    Map<String, String> environment = new HashMap<>();
    VARIABLE
        .matcher(manifest + image)
        .results()
        .forEach(found -> environment.put(found.group(), "127.0.0.1"));

    NodeConfig config =
        ServeSettings.nodeConfig(Settings.of(ServeSettings.ALL, fromFile, environment));

    assertEquals(3, config.shardCount());
    assertEquals(
        Set.of(
            "RINGFENCE_NODE_NAME",
            "RINGFENCE_DATABASE_PASSWORD",
            "RINGFENCE_LOG_FORMAT",
            "RINGFENCE_HTTP_HOST",
            "RINGFENCE_JAVA_OPTS"),
        environment.keySet());
  }

  @Test
  void shouldShareTheMemoryOfTheFiltersBetweenTheShards() {
    assertEquals(
        RecoveryConfig.of(2).filterBytes(),
        config(FILTER, "0").recovery().filterBytes(),
        "by default");
    assertEquals(4_000_000, config(FILTER, "8").recovery().filterBytes());
    assertThrows(ConfigurationException.class, () -> config(FILTER, "2000000000"));
  }

  @ParameterizedTest
  @CsvSource({
    "tls.key.file, server.key, tls.certificate.file",
    "tls.client.ca.file, ca.pem, tls.certificate.file",
    "tls.client.certificate, required, tls.certificate.file",
    "identity.jwks.file, jwks.json, identity.clients.file",
    "identity.jwt.issuer, issuer, identity.clients.file",
    "identity.jwt.audience, audience, identity.clients.file",
    "kafka.properties.file, kafka.properties, kafka.bootstrap.servers",
    "kafka.topic.partitions, 16, kafka.bootstrap.servers",
    "kafka.topic.replication.factor, 1, kafka.bootstrap.servers",
    "kafka.ingress.window, 10, kafka.bootstrap.servers",
    "kafka.ingress.in.flight, 10, kafka.bootstrap.servers",
    "kafka.ingress.attempts, 10, kafka.bootstrap.servers",
    "kafka.ingress.retry.pause.millis, 10, kafka.bootstrap.servers",
    "outbox.max.rows, 1000, kafka.bootstrap.servers",
    "tape.max.megabytes, 10, tape.directory",
    "tape.max.hours, 10, tape.directory"
  })
  void shouldRefuseWhatDoesNothingWithoutAnotherKey(String key, String value, String main) {
    ConfigurationException refused =
        assertThrows(ConfigurationException.class, () -> config(key, value));

    assertTrue(refused.getMessage().contains(key), refused.getMessage());
    assertTrue(refused.getMessage().contains(main), refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "kafka.ingress, false, kafka.ingress.attempts, 9",
    "kafka.ingress.attempts, 1, kafka.ingress.retry.pause.millis, 2000"
  })
  void shouldRefuseWhatDoesNothingBesideAnotherKey(
      String main, String value, String key, String useless) {
    Properties properties = new Properties();
    properties.putAll(EXAMPLES);
    properties.setProperty("kafka.bootstrap.servers", "127.0.0.1:9092");
    properties.setProperty(main, value);
    properties.setProperty(key, useless);
    Settings settings = Settings.of(ServeSettings.ALL, properties, Map.of());

    ConfigurationException refused =
        assertThrows(ConfigurationException.class, () -> ServeSettings.nodeConfig(settings));

    assertTrue(refused.getMessage().contains(key + " does nothing"), refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "one/two"})
  void shouldRefuseANameUnderWhichNoShardCanBeTaken(String name) {
    ConfigurationException refused =
        assertThrows(ConfigurationException.class, () -> config("node.name", name));

    assertTrue(refused.getMessage().contains("node.name"), refused.getMessage());
  }

  /** Of a host that is empty Java takes this machine alone for what is meant. */
  @ParameterizedTest
  @CsvSource({
    "grpc.host, ''",
    "http.host, ' '",
    "database.url, jdbc:mysql://127.0.0.1/ringfence",
    "database.url, jdbc:postgresql://127.0.0.1:port/ringfence",
    "database.replica.url, jdbc:mysql://127.0.0.1/ringfence",
    "database.user, ''",
    "database.pool.size, 31",
    "database.pool.size, 2"
  })
  void shouldNameTheKeyOfWhatIsWrong(String key, String value) {
    ConfigurationException refused =
        assertThrows(ConfigurationException.class, () -> config(key, value));

    assertTrue(refused.getMessage().contains(key), refused.getMessage());
  }

  private static NodeConfig config(String key, String value) {
    Properties properties = new Properties();
    properties.putAll(EXAMPLES);
    properties.setProperty(key, value);
    return ServeSettings.nodeConfig(Settings.of(ServeSettings.ALL, properties, Map.of()));
  }

  private static String sample() {
    StringBuilder text = new StringBuilder(HEADER);
    for (Setting setting : ServeSettings.ALL) {
      boolean required = setting.defaultValue() == null;
      text.append("\n# ").append(setting.purpose()).append('\n');
      text.append(required ? "" : "#").append(setting.key()).append('=');
      text.append(required ? EXAMPLES.get(setting.key()) : setting.defaultValue()).append('\n');
    }
    return text.toString();
  }
}
