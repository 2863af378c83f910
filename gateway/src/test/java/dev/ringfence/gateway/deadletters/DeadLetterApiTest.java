package dev.ringfence.gateway.deadletters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.identity.Credentials;
import dev.ringfence.gateway.identity.Grant;
import dev.ringfence.gateway.identity.Identified;
import dev.ringfence.gateway.testing.BareHttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is refused before any dead letter is read: no broker is there. */
final class DeadLetterApiTest {
  private static final String LETTER = "/payment.deposits.DLT:0:7";
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = BareHttpServer.open();
    Map<String, Object> nobody =
        Map.of(
            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1",
            CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, 200,
            CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 100);
    server.createContext(
        DeadLetterApi.ROOT,
        new DeadLetterApi(new DeadLetterOffice(nobody), DeadLetterApiTest::identify));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static Identified identify(Credentials credentials) {
    return switch (credentials.authorization().orElse("")) {
      case "Bearer admin" -> new Identified.Known(new Caller("ada", List.of(), true));
      case "Bearer trader" -> new Identified.Known(new Caller("tom", List.of(Grant.ALL), false));
      case "" -> Identified.Unknown.MISSING;
      default -> Identified.Unknown.INVALID;
    };
  }

  @Test
  void shouldRefuseWhoeverIsNoAdministrator() throws Exception {
    assertProblem(401, "UNAUTHENTICATED", "CREDENTIALS_MISSING", get("", ""));
    assertProblem(401, "UNAUTHENTICATED", "CREDENTIALS_INVALID", get("", "Bearer stranger"));
    assertProblem(403, "PERMISSION_DENIED", "PERMISSION_DENIED", get("", "Bearer trader"));
    assertProblem(
        403,
        "PERMISSION_DENIED",
        "PERMISSION_DENIED",
        send(request(LETTER + "/requeue", "Bearer trader").POST(BodyPublishers.noBody())));
  }

  @Test
  void shouldNotSendBackWithoutAnIdempotencyKey() throws Exception {
    for (String body : List.of("", "{}")) {
      HttpResponse<String> reply =
          send(
              request(LETTER + "/requeue", "Bearer admin")
                  .header("Content-Type", "text/plain")
                  .POST(BodyPublishers.ofString(body)));

      assertProblem(400, "INVALID_ARGUMENT", "INVALID_REQUEST", reply);
      assertEquals("Idempotency-Key", violatedField(reply));
    }
    HttpResponse<String> spaced =
        send(
            request(LETTER + "/requeue", "Bearer admin")
                .header("Idempotency-Key", "not one word")
                .POST(BodyPublishers.noBody()));
    assertEquals("Idempotency-Key", violatedField(spaced));
  }

  @Test
  void shouldNameTheFieldThatIsWrong() throws Exception {
    assertEquals("letter", violatedField(get("/payment.deposits:0:0", "Bearer admin")));
    assertEquals("letter", violatedField(get("/nonsense", "Bearer admin")));
    assertEquals("limit", violatedField(get("?limit=0", "Bearer admin")));
    assertEquals("topic", violatedField(get("?topic=payment.refunds", "Bearer admin")));
    assertEquals("since", violatedField(get("?since=yesterday", "Bearer admin")));
    assertEquals("account", violatedField(get("?account=mine", "Bearer admin")));
    assertEquals("query", violatedField(get("?colour=red", "Bearer admin")));
    assertEquals("query", violatedField(get("?limit=1&limit=2", "Bearer admin")));
  }

  @Test
  void shouldSayWhichVerbAndPathThereAre() throws Exception {
    HttpResponse<String> wrong = get(LETTER + "/requeue", "Bearer admin");

    assertProblem(405, "UNIMPLEMENTED", "WRONG_VERB", wrong);
    assertEquals("POST", wrong.headers().firstValue("Allow").orElseThrow());
    assertProblem(404, "NOT_FOUND", "NO_SUCH_PATH", get("-of-others", "Bearer admin"));
  }

  @Test
  void shouldSayWhenToAskAgainWhileKafkaIsAway() throws Exception {
    HttpResponse<String> reply = get("", "Bearer admin");

    assertProblem(503, "UNAVAILABLE", "KAFKA_UNAVAILABLE", reply);
    assertEquals("1", reply.headers().firstValue("Retry-After").orElseThrow());
  }

  private static void assertProblem(
      int status, String code, String reason, HttpResponse<String> reply) {
    assertEquals(status, reply.statusCode(), reply::body);
    assertEquals(code, json(reply).get("code").getAsString());
    assertEquals(reason, json(reply).get("reason").getAsString());
    assertFalse(json(reply).get("message").getAsString().isEmpty());
  }

  private static String violatedField(HttpResponse<String> reply) {
    assertProblem(400, "INVALID_ARGUMENT", "INVALID_REQUEST", reply);
    return json(reply)
        .getAsJsonArray("violations")
        .get(0)
        .getAsJsonObject()
        .get("field")
        .getAsString();
  }

  private HttpResponse<String> get(String rest, String who) throws Exception {
    return send(request(rest, who).GET());
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String rest, String authorization) {
    String address = "http://127.0.0.1:" + server.getAddress().getPort() + DeadLetterApi.ROOT;
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + rest));
    return authorization.isEmpty() ? request : request.header("Authorization", authorization);
  }

  private static JsonObject json(HttpResponse<String> response) {
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }
}
