package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.PostgresBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every command and every refusal, over HTTP, while neither Kafka nor Redis can be reached. */
final class OrderLifeIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Path EXAMPLES = Path.of("../examples/curl");

  private final PostgresBackend postgres = Backends.freshDatabase();

  @Test
  void shouldServeEveryCommandWhileKafkaAndRedisAreDown() throws Exception {
    assumeTrue(Programs.isInstalled("curl"), "curl is not installed");
    try (Node node = start()) {
      Programs.Run run = Programs.run(EXAMPLES, Map.of(), "./order-life.sh", address(node));
      String said = run.said();

      assertEquals(0, run.exitCode(), said);
      assertTrue(said.strip().endsWith("steps went as they should."), said);
      assertTrue(number("SELECT count(*) FROM ledger") > 15, "it did something");
      assertEquals(
          number("SELECT count(*) FROM ledger"),
          number("SELECT count(*) FROM outbox"),
          "an event of every change waits for Kafka");
    }
  }

  @Test
  void shouldAnswerWithARefusalWhatTheDatabaseWillNotStore() throws Exception {
    try (Node node = start();
        HttpClient client = HttpClient.newHttpClient()) {
      postgres.execute("ALTER TABLE accounts ADD CONSTRAINT no_thirteen CHECK (balance <> 13)");
      assertAnswer(client, node, "", "{\"accountId\": \"13\", \"currency\": \"USD\"}", "ACCEPTED");

      assertAnswer(client, node, "/13/deposits", "{\"amount\": \"13\"}", "REFUSED_BY_STORE");
      assertAnswer(client, node, "/13/deposits", "{\"amount\": \"12\"}", "ACCEPTED");
    }
  }

  private static void assertAnswer(
      HttpClient client, Node node, String path, String body, String expected) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address(node) + "/v1/accounts" + path))
            .header("Idempotency-Key", Integer.toHexString((path + body).hashCode()))
            .header("Content-Type", "application/json")
            .timeout(LIMIT)
            .POST(BodyPublishers.ofString(body))
            .build();
    String answer = client.send(request, BodyHandlers.ofString()).body();
    assertTrue(answer.contains("_" + expected + "\""), () -> "wanted " + expected + ": " + answer);
  }

  private Node start() throws Exception {
    return TestNode.on(postgres)
        .withShards(2)
        .withEvents(deadAddress(), "redis://" + deadAddress())
        .start();
  }

  private static String address(Node node) {
    return "http://127.0.0.1:" + node.httpPort();
  }

  /** Where somebody listened, and nobody does any more. */
  private static String deadAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + socket.getLocalPort();
    }
  }

  private long number(String query) throws SQLException {
    return Long.parseLong(postgres.value(query));
  }
}
