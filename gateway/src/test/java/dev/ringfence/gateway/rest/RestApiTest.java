package dev.ringfence.gateway.rest;

import static java.net.http.HttpRequest.BodyPublishers.noBody;
import static java.util.Locale.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.shard.Admission;
import dev.ringfence.gateway.ledger.LedgerReadException;
import dev.ringfence.gateway.rest.RestConfig.AtOnce;
import dev.ringfence.gateway.rest.RestServer.Reply;
import dev.ringfence.gateway.testing.Batches;
import dev.ringfence.gateway.testing.FakeShard;
import dev.ringfence.gateway.testing.LibraryComplaints;
import dev.ringfence.gateway.testing.TestServer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RestApiTest {
  private static final AtOnce ONE = new AtOnce(1, 1);
  private static final String DEPOSITS = "/v1/accounts/42/deposits";
  private static final String RELEASE = "/v1/accounts/42/reservations/order-1/release";

  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private RestServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        new RestServer(new RestConfig(1_024, ONE, ONE, 5_000, ONE, 500), UnaryOperator.identity());
    server
        .shard()
        .answerWith(
            command -> {
              seen.add(describe(command));
              TestServer.fillAccount(command.answer().accepted(true));
            });
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void shouldTakeACommandFromPathHeaderAndBody() throws Exception {
    Reply reply = server.send(server.post(DEPOSITS, "{\"amount\": \"150.25\"}"));

    assertEquals(200, reply.status());
    assertEquals("application/json", reply.header("Content-Type"));
    assertEquals("DEPOSIT 42 request-1  1502500", seen.poll(20, TimeUnit.SECONDS));
    JsonObject result = reply.json().getAsJsonObject("result");
    assertEquals("OUTCOME_ACCEPTED", result.get("outcome").getAsString());
    assertFalse(result.get("replayed").getAsBoolean());
    assertEquals("42", result.getAsJsonObject("account").get("accountId").getAsString());
    assertEquals("900", result.getAsJsonObject("account").get("balance").getAsString());
  }

  @Test
  void shouldTakeACommandWithoutABody() throws Exception {
    HttpRequest.Builder request =
        server
            .request("/v1/accounts/42/reservations/a%2Fb+c/release")
            .header("Idempotency-Key", "request-1")
            .POST(BodyPublishers.noBody());

    assertEquals(200, server.send(request).status());
    assertEquals("RELEASE 42 request-1 a/b+c 0", seen.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void shouldTakeABatchAndAnswerItInItsOrder() throws Exception {
    String batch =
        """
        {"commands": [
          {"correlationId": "7",
           "deposit": {"accountId": "42", "requestId": "one", "amount": "1.5"}},
          {"correlationId": "8", "reserve": {"accountId": "42", "requestId": "two",
           "orderId": "order-1", "amount": "-1"}},
          {"getAccount": {"accountId": 43}}]}
        """;

    Reply reply = server.send(server.post("/v1/batch", batch));

    assertEquals(200, reply.status());
    assertEquals("DEPOSIT 42 one  15000", seen.poll(20, TimeUnit.SECONDS));
    assertEquals("GET_ACCOUNT 43   0", seen.poll(20, TimeUnit.SECONDS));
    JsonArray answers = reply.json().getAsJsonArray("answers");
    assertEquals("7", answers.get(0).getAsJsonObject().get("correlationId").getAsString());
    JsonObject problem = answers.get(1).getAsJsonObject().getAsJsonObject("problem");
    assertEquals("INVALID_REQUEST", problem.get("reason").getAsString());
    assertTrue(answers.get(2).getAsJsonObject().has("result"));
  }

  @Test
  void shouldShowAnAccountAndItsChangesAsEvents() throws Exception {
    server
        .shard()
        .behave(
            command -> {
              TestServer.fillAccount(command.answer().accepted(true));
              FakeShard.answer(command);
              server.changes().committed(Batches.reserved(42, 4, 4));
            });

    Reply reply = server.send(server.request("/v1/accounts/42/changes"));

    assertEquals(200, reply.status());
    String[] events = reply.response().body().split("\n\n", -1);
    assertEquals(3, events.length, reply.response().body());
    assertTrue(events[0].contains("\"version\":\"3\""), events[0]);
    assertTrue(events[1].contains("\"type\":\"RESERVED\""), events[1]);
  }

  @Test
  void shouldSayOverHttpThatThereIsNoSuchAccountToWatch() throws Exception {
    server.shard().answerWith(command -> command.answer().reason(Reason.ACCOUNT_NOT_FOUND));

    Reply reply = server.send(server.request("/v1/accounts/42/changes"));

    assertEquals("404 ACCOUNT_NOT_FOUND", reply.status() + " " + reply.text("reason"));
  }

  @Test
  void shouldRefuseABatchThatIsEmptyOrAmbiguous() throws Exception {
    String twice = "{\"commands\": [{\"getAccount\": {\"accountId\": 1, \"accountId\": 2}}]}";
    String two = "{\"commands\": [{\"deposit\": {}, \"getAccount\": {\"accountId\": 2}}]}";

    assertEquals(400, server.send(server.post("/v1/batch", "{}")).status());
    assertEquals(400, server.send(server.post("/v1/batch", twice)).status());
    assertEquals(400, server.send(server.post("/v1/batch", two)).status());
    assertTrue(seen.isEmpty());
  }

  @Test
  void shouldTakeAmountsWithOrWithoutQuotes() throws Exception {
    server.send(server.post(DEPOSITS, "{\"amount\": 12345678901234.5678}"));

    assertEquals(
        "DEPOSIT 42 request-1  123456789012345678", seen.poll(20, TimeUnit.SECONDS), "not rounded");
  }

  @Test
  void shouldAnswerARefusalWithStatus200() throws Exception {
    server
        .shard()
        .answerWith(
            command ->
                TestServer.fillAccount(command.answer()).reason(Reason.INSUFFICIENT_BALANCE));

    Reply reply = server.send(server.post("/v1/accounts/42/withdrawals", "{\"amount\": \"1\"}"));

    assertEquals(200, reply.status());
    JsonObject result = reply.json().getAsJsonObject("result");
    assertEquals("OUTCOME_REJECTED", result.get("outcome").getAsString());
    assertEquals("REASON_INSUFFICIENT_BALANCE", result.get("reason").getAsString());
  }

  @Test
  void shouldReadWithAQuery() throws Exception {
    Reply reply = server.send(server.request("/v1/accounts/42?symbol=ACME"));
    assertEquals(200, reply.status());
    assertEquals("GET_ACCOUNT 42  ACME 0", seen.poll(20, TimeUnit.SECONDS));

    server.send(server.request("/v1/accounts/42/ledger?afterVersion=7&page_size=9"));
    assertEquals("42 7 9", server.ledger().lastRead());

    server.send(server.request("/v1/accounts/42/positions?afterSymbol=A%2FB&page_size=9"));
    assertEquals("42 A/B 9", server.ledger().lastRead());

    server.send(server.request("/v1/accounts/42/reservations?afterSequence=8&page_size=9"));
    assertEquals("42 8 9", server.ledger().lastRead());
  }

  @Test
  void shouldFindAnOutcomeByItsRequestId() throws Exception {
    assertFalse(
        server
            .send(server.request("/v1/accounts/42/outcomes/request-1"))
            .json()
            .get("found")
            .getAsBoolean());
    assertEquals("GET_OUTCOME 42 request-1  0", seen.poll(20, TimeUnit.SECONDS));
  }

  @Test
  void shouldNameWhatIsWrongAsTheCallerKnowsIt() throws Exception {
    Reply reply =
        server.send(
            server
                .request("/v1/accounts/0/reservations")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"amount\": \"-1\"}")));

    assertEquals(400, reply.status());
    assertEquals("INVALID_ARGUMENT", reply.text("code"));
    assertEquals("INVALID_REQUEST", reply.text("reason"));
    assertEquals(
        List.of("accountId", "Idempotency-Key", "orderId", "amount"),
        reply.violations().stream().map(line -> line.substring(0, line.indexOf(':'))).toList());
    assertTrue(reply.text("message").startsWith("accountId must be greater"));
    assertEquals(0, server.shard().published());
  }

  @Test
  void shouldTakeEachFieldFromOnePlaceOnly() throws Exception {
    String body = "{\"amount\":\"1\",\"accountId\":\"43\",\"request_id\":\"other\"}";

    assertEquals(
        List.of(
            "accountId: must not be in the body: it is in the path",
            "requestId: must not be in the body: it is the header Idempotency-Key"),
        server.send(server.post(DEPOSITS, body)).violations());
    assertEquals(
        List.of("query: must be empty: the fields go into the body"),
        server.send(server.post(DEPOSITS + "?amount=1", "{}")).violations().subList(0, 1));
    assertEquals(0, server.shard().published());
  }

  @Test
  void shouldRefuseWhatItDoesNotUnderstand() throws Exception {
    List<String> bodies =
        List.of(
            "{\"amuont\":\"1\"}",
            "{",
            "[]",
            "null",
            "7",
            "{\"amount\":\"1\"} {\"amount\":\"2\"}",
            "{\"amount\":\"1\",\"amount\":\"2\"}",
            "{\"amount\":[\"1\"]}",
            "[".repeat(500));
    for (String body : bodies) {
      Reply reply = server.send(server.post(DEPOSITS, body));

      assertEquals(400, reply.status(), body);
      assertEquals(
          List.of(
              "body: must be a JSON object of these and nothing else, each as /v1/openapi.json"
                  + " says: [amount, currency, symbol, cost]"),
          reply.violations(),
          body);
    }
    assertEquals(
        List.of("query: may hold each of these once, and nothing else: [afterVersion, pageSize]"),
        server.send(server.request("/v1/accounts/42/ledger?limit=1")).violations());
    assertEquals(
        List.of("query: may hold each of these once, and nothing else: [symbol]"),
        server.send(server.request("/v1/accounts/42?symbol=A&symbol=B")).violations());
    assertEquals(
        List.of("accountId: must be a whole number"),
        server.send(server.request("/v1/accounts/1e3")).violations());
    for (String alias : List.of("+42", "042", "-0", "%D9%A4%D9%A2", "4%202")) {
      assertEquals(
          List.of("accountId: must be a whole number"),
          server.send(server.request("/v1/accounts/" + alias)).violations(),
          alias);
    }
    assertEquals(
        List.of("pageSize: must be a whole number"),
        server.send(server.request("/v1/accounts/42/ledger?pageSize=010")).violations());
    assertEquals(0, server.shard().published());
  }

  @Test
  void shouldNameTheFieldThatItCannotRead() throws Exception {
    String fills = "/v1/accounts/42/reservations/order-1/fills";

    assertEquals(
        List.of("amount: must be a text"),
        server.send(server.post(DEPOSITS, "{\"amount\":{\"a\":1},\"cost\":\"1\"}")).violations());
    assertEquals(
        List.of("side: must be SIDE_BUY or SIDE_SELL", "lastFill: must be true or false"),
        server.send(server.post(fills, "{\"side\":\"BUY\",\"lastFill\":\"yes\"}")).violations());
    assertEquals(
        List.of("side: must be SIDE_BUY or SIDE_SELL"),
        server
            .send(server.post(fills, "{\"symbol\":\"A\",\"quantity\":\"1\",\"fillPrice\":\"1\"}"))
            .violations());
    assertEquals(
        List.of(
            "timeToLive: must be seconds as a text that ends in s: \"600s\" or \"0.5s\", for example"),
        server
            .send(
                server.post(
                    "/v1/accounts/42/reservations",
                    "{\"orderId\":\"o\",\"amount\":\"1\",\"timeToLive\":\"10m\"}"))
            .violations());
    assertEquals(0, server.shard().published());
  }

  /** What an empty body is refused for is what the document says a body must have. */
  @Test
  void shouldDescribeAsNeededWhatTheChecksAskFor() throws Exception {
    for (Route route : Routes.ALL.stream().filter(Route::takesBody).toList()) {
      String path =
          route.path().toString().replace("{account_id}", "42").replace("{order_id}", "o");
      Reply reply = server.send(server.post(path, "{}"));

      Set<String> asked =
          reply.status() == 200
              ? Set.of()
              : reply.violations().stream()
                  // Of two fields one is enough.
                  .filter(violation -> !violation.contains("must be set where"))
                  .map(violation -> violation.replaceFirst(":.*", ""))
                  .collect(Collectors.toSet());
      assertEquals(asked, neededBody(route), path);
    }
  }

  private static Set<String> neededBody(Route route) {
    JsonObject body =
        OpenApiDocument.of(List.of(route), List.of())
            .getAsJsonObject("paths")
            .entrySet()
            .iterator()
            .next()
            .getValue()
            .getAsJsonObject()
            .getAsJsonObject("post")
            .getAsJsonObject("requestBody");
    JsonArray needed =
        body.getAsJsonObject("content")
            .getAsJsonObject("application/json")
            .getAsJsonObject("schema")
            .getAsJsonArray("required");
    assertEquals(needed != null, body.get("required").getAsBoolean(), route.path().toString());
    return needed == null
        ? Set.of()
        : needed.asList().stream().map(JsonElement::getAsString).collect(Collectors.toSet());
  }

  @Test
  void shouldRefuseHalfACharacterRatherThanTakeAnotherForIt() throws Exception {
    for (String orderId : List.of("o-\\ud83c", "\\udf9f", "\\udf9f\\ud83c")) {
      Reply reply =
          server.send(
              server.post(
                  "/v1/accounts/42/reservations",
                  "{\"orderId\": \"%s\", \"amount\": \"1\"}".formatted(orderId)));

      assertEquals(400, reply.status(), orderId);
    }
    assertEquals(0, server.shard().published());
  }

  @Test
  void shouldRefuseHostileNumbersAtOnce() throws Exception {
    for (String number : List.of("1e-100000000", "1e999999999", "NaN", "-0", "1.00001")) {
      Reply reply = server.send(server.post(DEPOSITS, "{\"amount\": " + number + "}"));

      assertEquals(400, reply.status(), number);
    }
    assertEquals(
        400, server.send(server.post("/v1/accounts", "{\"accountId\": 1e999999999}")).status());
    assertEquals(0, server.shard().published());
  }

  @Test
  void shouldInsistOnJsonAndOnItsSize() throws Exception {
    Reply form = server.send(server.request(DEPOSITS).POST(BodyPublishers.ofString("amount=1")));
    assertEquals("415 NOT_JSON", form.status() + " " + form.text("reason"));

    Reply large = server.send(server.post(DEPOSITS, " ".repeat(1_025)));
    assertEquals("413 BODY_TOO_LARGE", large.status() + " " + large.text("reason"));
    assertEquals(0, server.shard().published());
  }

  @Test
  void shouldRefuseHeadersOfWhichThereAreTwo() throws Exception {
    for (String name : List.of("Idempotency-Key", "Deadline-Millis", "Authorization")) {
      Reply reply =
          server.send(release().setHeader(name, "100").header(name.toLowerCase(ROOT), "100"));

      assertEquals(List.of(name + ": must be there once"), reply.violations());
    }
    assertEquals(0, server.shard().published());
  }

  @Test
  void shouldSayNothingInTheLogOfWhoeverAsksForHeadersAlone() throws Exception {
    try (LibraryComplaints complaints = LibraryComplaints.ofTheHttpServer()) {
      Reply document = server.send(server.request("/v1/openapi.json").method("HEAD", noBody()));
      Reply account = server.send(server.request("/v1/accounts/42").method("HEAD", noBody()));

      assertEquals(
          "200 application/json", document.status() + " " + document.header("Content-Type"));
      assertEquals("405 GET", account.status() + " " + account.header("Allow"));
      assertEquals(List.of(), complaints.said());
    }
  }

  @Test
  void shouldTellAWrongPathFromAWrongVerb() throws Exception {
    Reply path = server.send(server.request("/v1/accounts/42/nothing"));
    assertEquals("404 NO_SUCH_PATH", path.status() + " " + path.text("reason"));

    Reply verb = server.send(server.request(DEPOSITS).DELETE());
    assertEquals("405 WRONG_VERB", verb.status() + " " + verb.text("reason"));
    assertEquals("POST", verb.header("Allow"));

    Reply document = server.send(server.request("/v1/openapi.json").DELETE());
    assertEquals("405 WRONG_VERB", document.status() + " " + document.text("reason"));
    assertEquals("GET, HEAD", document.header("Allow"));
  }

  @Test
  void shouldSayWhenToRetryUnderOverload() throws Exception {
    server.shard().admit(Admission.FULL);
    assertProblem("429 RESOURCE_EXHAUSTED SHARD_BUSY 50", "1", release());

    server.shard().admit(Admission.NOT_SERVING);
    assertProblem("503 UNAVAILABLE SHARD_NOT_SERVING 500", "1", release());
  }

  @Test
  void shouldCallUnknownWhatIsUnknown() throws Exception {
    server.shard().failWith(Failure.UNKNOWN);
    assertProblem("503 UNAVAILABLE OUTCOME_UNKNOWN 500", "1", release());

    server.shard().failWith(Failure.DEADLINE_PASSED);
    assertProblem("504 DEADLINE_EXCEEDED DEADLINE_PASSED 0", "", release());

    server.shard().behave(command -> {});
    assertProblem(
        "504 DEADLINE_EXCEEDED OUTCOME_UNKNOWN 500",
        "1",
        release().header("Deadline-Millis", "50"));
  }

  @Test
  void shouldBoundTheDeadline() throws Exception {
    for (String deadline : List.of("0", "5001", "soon")) {
      assertEquals(
          List.of("Deadline-Millis: must be a whole number from 1 to 5000"),
          server.send(release().header("Deadline-Millis", deadline)).violations());
    }
  }

  @Test
  void shouldPassOnErrorsOfTheLedger() throws Exception {
    server.ledger().failWith(LedgerReadException.Kind.BUSY);

    assertProblem(
        "429 RESOURCE_EXHAUSTED LEDGER_BUSY 100", "1", server.request("/v1/accounts/42/ledger"));
  }

  @Test
  void shouldBoundTheCallsUnderWay() throws Exception {
    CompletableFuture<Command> held = new CompletableFuture<>();
    server.shard().behave(held::complete);
    CompletableFuture<Reply> first = server.sendLater(release());
    Command command = held.get(20, TimeUnit.SECONDS);

    assertProblem("429 RESOURCE_EXHAUSTED TOO_MANY_CALLS 100", "1", release());

    command.answer().clear();
    TestServer.fillAccount(command.answer().accepted(true));
    FakeShard.answer(command);
    assertEquals(200, first.get(20, TimeUnit.SECONDS).status());
    server.shard().failWith(Failure.UNKNOWN);
    assertEquals(503, server.send(release()).status(), "the place is free again");
  }

  @Test
  void shouldServeTheDocument() throws Exception {
    assertEquals("3.1.0", server.send(server.request("/v1/openapi.json")).text("openapi"));
  }

  private HttpRequest.Builder release() {
    return server.post(RELEASE, "");
  }

  private void assertProblem(String expected, String retryAfter, HttpRequest.Builder request)
      throws Exception {
    Reply reply = server.send(request);
    assertEquals(
        expected,
        String.join(
            " ",
            Integer.toString(reply.status()),
            reply.text("code"),
            reply.text("reason"),
            reply.text("retryAfterMillis")));
    assertEquals(retryAfter, reply.header("Retry-After"));
  }

  private static String describe(Command command) {
    return String.join(
        " ",
        command.type().name(),
        Long.toString(command.accountId()),
        command.requestId().toString(),
        command.type() == CommandType.GET_ACCOUNT
            ? command.symbol().toString()
            : command.orderId().toString(),
        Long.toString(command.amount()));
  }
}
