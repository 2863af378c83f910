package dev.ringfence.gateway.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.ringfence.gateway.identity.AccountRange;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.identity.Credentials;
import dev.ringfence.gateway.identity.Grant;
import dev.ringfence.gateway.identity.Identified;
import dev.ringfence.gateway.identity.Operation;
import dev.ringfence.gateway.rest.RestServer.Reply;
import dev.ringfence.gateway.testing.RefusalLines;
import dev.ringfence.gateway.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over HTTP a caller is asked who he is in the same place as over gRPC. */
@Timeout(60)
final class RestIdentityTest {
  private static final Caller READER =
      new Caller(
          "reader",
          List.of(new Grant(Set.of(Operation.GET_ACCOUNT), List.of(new AccountRange(40, 49)))),
          false);

  private final AtomicInteger asked = new AtomicInteger();
  private RestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new RestServer(this::count, RestConfig.defaults(), UnaryOperator.identity());
    server.shard().answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldAskOnceWhoCalls() throws Exception {
    Reply reply =
        server.send(server.request("/v1/accounts/42").header("Authorization", "Bearer good"));

    assertEquals(200, reply.status());
    assertEquals(1, asked.get());
  }

  private Identified count(Credentials credentials) {
    asked.incrementAndGet();
    return identify(credentials);
  }

  @Test
  void shouldAskOnEveryRouteWhoCalls() throws Exception {
    for (Route route : Routes.ALL) {
      String path = route.path().toString();
      for (String variable : route.path().variables()) {
        path = path.replace("{" + variable + "}", "42");
      }
      HttpRequest.Builder request =
          server
              .request(path)
              .header(Route.KEY_HEADER, "request-1")
              .method(route.verb(), BodyPublishers.noBody());

      assertProblem("401 CREDENTIALS_MISSING Bearer", request);
      assertProblem(
          "401 CREDENTIALS_INVALID Bearer", request.setHeader("Authorization", "Bearer bad"));
    }
    assertEquals(0, server.shard().published());
  }

  @Test
  void shouldAskWhoCallsBeforeItLooksAtTheBody() throws Exception {
    assertProblem("401 CREDENTIALS_MISSING Bearer", server.post("/v1/accounts", "{"));
    assertProblem(
        "401 CREDENTIALS_MISSING Bearer",
        server.post("/v1/accounts", "{").setHeader("Content-Type", "text/plain"));
    assertProblem(
        "401 CREDENTIALS_MISSING Bearer", server.post("/v1/accounts", " ".repeat(300_000)));
  }

  @Test
  void shouldLogWhatIsRefusedOverHttp() throws Exception {
    try (RefusalLines lines = new RefusalLines()) {
      lines.awaitLineOf(
          "CREDENTIALS_MISSING", () -> server.send(server.request("/v1/accounts/42")));
      lines.awaitLineOf("NO_SUCH_PATH", () -> server.send(server.request("/v1/nothing")));
    }
  }

  @Test
  void shouldNotWaitForTheBodyOfSomebodyUnknown() throws Exception {
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      slow.setSoTimeout(30_000);
      slow.getOutputStream()
          .write(
              ("POST /v1/accounts HTTP/1.1\r\nHost: ringfence\r\nContent-Length: 9\r\n"
                      + "Content-Type: application/json\r\n\r\n{")
                  .getBytes(UTF_8));

      byte[] status = slow.getInputStream().readNBytes("HTTP/1.1 401".length());

      assertEquals("HTTP/1.1 401", new String(status, UTF_8));
    }
  }

  @Test
  void shouldLetACallerDoWhatHeMayAndNoMore() throws Exception {
    assertEquals(200, server.send(good(server.request("/v1/accounts/42"))).status());
    assertProblem("403 PERMISSION_DENIED ", good(server.request("/v1/accounts/50")));
    assertProblem(
        "403 PERMISSION_DENIED ",
        good(server.post("/v1/accounts/42/deposits", "{\"amount\": \"1\"}")));
    assertEquals(1, server.shard().published());
  }

  @Test
  void shouldAskForEachCommandOfABatchWhetherTheCallerMay() throws Exception {
    Reply reply =
        server.send(
            good(
                server.post(
                    "/v1/batch",
                    """
                    {"commands": [
                      {"correlationId": "1", "getAccount": {"accountId": "42"}},
                      {"correlationId": "2", "getAccount": {"accountId": "50"}},
                      {"correlationId": "3",
                       "deposit": {"accountId": "42", "requestId": "r", "amount": "1"}}]}
                    """)));

    assertEquals(200, reply.status());
    JsonArray answers = reply.json().getAsJsonArray("answers");
    assertTrue(answers.get(0).getAsJsonObject().has("result"));
    for (int index = 1; index < 3; index++) {
      JsonObject problem = answers.get(index).getAsJsonObject().getAsJsonObject("problem");
      assertEquals("PERMISSION_DENIED", problem.get("reason").getAsString());
    }
    assertEquals(1, server.shard().published());
  }

  @Test
  void shouldShowTheDocumentToEverybody() throws Exception {
    assertEquals(200, server.send(server.request("/v1/openapi.json")).status());
  }

  private static HttpRequest.Builder good(HttpRequest.Builder request) {
    return request.header("Authorization", "Bearer good");
  }

  private void assertProblem(String expected, HttpRequest.Builder request) throws Exception {
    Reply reply = server.send(request);
    assertEquals(
        expected,
        reply.status() + " " + reply.text("reason") + " " + reply.header("WWW-Authenticate"));
  }

  private static Identified identify(Credentials credentials) {
    if (credentials.authorization().isEmpty()) {
      return Identified.Unknown.MISSING;
    }
    return credentials.authorization().get().equals("Bearer good")
        ? new Identified.Known(READER)
        : Identified.Unknown.INVALID;
  }
}
