package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.gateway.kafka.IngressConsumers;
import dev.ringfence.journal.relay.RelayProducers;
import dev.ringfence.snapshotter.projection.ProjectorConsumers;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class KafkaConnectionTest {
  private static final String LOGIN =
      """
      security.protocol=SASL_SSL
      sasl.mechanism=PLAIN
      sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \\
        username="u" password="hunter2";
      ssl.truststore.location=/no/such/truststore.p12
      ssl.truststore.password=hunter3
      """;

  @TempDir private Path folder;

  @Test
  void shouldPassTheLoginOn() throws IOException {
    Map<String, Object> settings = connection(LOGIN).settings();

    assertEquals("127.0.0.1:1,127.0.0.1:2", settings.get("bootstrap.servers"));
    assertEquals("SASL_SSL", settings.get("security.protocol"));
    assertEquals("PLAIN", settings.get("sasl.mechanism"));
    assertTrue(settings.get("sasl.jaas.config").toString().contains("hunter2"));
  }

  @Test
  void shouldReachEveryClientOfKafka() throws IOException {
    Map<String, Object> settings = connection(LOGIN).settings();
    List<Executable> clients =
        List.of(
            () -> Admin.create(settings).close(),
            () -> RelayProducers.forShard(0, settings).open().close(),
            () -> ProjectorConsumers.inGroup(settings).get().close(),
            () -> IngressConsumers.inGroup(settings).get().close());

    for (Executable client : clients) {
      KafkaException failure = assertThrows(KafkaException.class, client);
      Throwable root = failure;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      assertTrue(root.toString().contains("/no/such/truststore.p12"), root.toString());
    }
  }

  @Test
  void shouldRefuseWhatIsNoLogin() {
    for (String wrong :
        List.of("acks=0", "bootstrap.servers=b:1", "security.protokol=SSL", "group.id=x")) {
      ConfigurationException refusal =
          assertThrows(ConfigurationException.class, () -> connection(wrong));

      assertTrue(
          refusal.getMessage().contains(wrong.substring(0, wrong.indexOf('='))),
          refusal.getMessage());
    }
  }

  /** Of two ways to log in the last one would count, perhaps the one in plain text. */
  @Test
  void shouldRefuseAFileThatSaysTwoThingsOfOneKey() {
    ConfigurationException refusal =
        assertThrows(
            ConfigurationException.class,
            () -> connection(LOGIN + "security.protocol=PLAINTEXT\nsasl.mechanism=PLAIN\n"));

    assertTrue(refusal.getMessage().endsWith("two things of security.protocol"), refusal::toString);
  }

  @Test
  void shouldRefuseAddressesThatAreNone() {
    for (String wrong :
        List.of("", "kafka", "kafka:", "kafka:x", "http://kafka:1", "a:1,,b:2", "a:99999")) {
      assertThrows(ConfigurationException.class, () -> KafkaConnection.to(wrong), wrong);
    }
    KafkaConnection.to("a:1, b.example:65535,[::1]:9092");
  }

  @Test
  void shouldShowTheLoginWithoutItsSecrets() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("ringfence.properties"),
            """
            node.name=one
            shards=1
            database.url=jdbc:postgresql://db/r
            database.user=u
            kafka.bootstrap.servers=127.0.0.1:1
            kafka.properties.file=%s
            """
                .formatted(file(LOGIN)));
    StringWriter out = new StringWriter();

    int exitCode =
        new CommandLine(new ServeCommand())
            .setOut(new PrintWriter(out))
            .execute("--config", config.toString(), "--print-config");

    assertEquals(0, exitCode);
    assertTrue(out.toString().contains("security.protocol=SASL_SSL"), out.toString());
    assertTrue(out.toString().contains("sasl.jaas.config=********"), out.toString());
    assertTrue(out.toString().contains("ssl.truststore.password=********"), out.toString());
    assertFalse(out.toString().contains("hunter"), out.toString());
    assertFalse(connection(LOGIN).toString().contains("hunter"));
  }

  private KafkaConnection connection(String login) throws IOException {
    return KafkaConnection.to("127.0.0.1:1,127.0.0.1:2", Optional.of(file(login)));
  }

  private Path file(String login) throws IOException {
    return Files.writeString(folder.resolve("kafka.properties"), login);
  }
}
