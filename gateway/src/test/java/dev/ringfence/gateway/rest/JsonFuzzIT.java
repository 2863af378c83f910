package dev.ringfence.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.ringfence.engine.testing.TestSeed;
import dev.ringfence.gateway.identity.Authenticator;
import dev.ringfence.gateway.rest.RestServer.Reply;
import dev.ringfence.gateway.testing.FuzzedMessages;
import dev.ringfence.gateway.testing.TestServer;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * The same as JSON over HTTP: valid requests with seeded damage in paths, queries and bodies. Each
 * is answered, or refused with a problem that has a reason, and what is refused got nowhere. Takes
 * a quarter of {@code -Dringfence.fuzz.seconds}.
 */
final class JsonFuzzIT {
  private static final int SECONDS = Integer.getInteger("ringfence.fuzz.seconds", 60) / 4;
  private static final Set<String> REASONS = Set.of("INVALID_REQUEST", "NO_SUCH_PATH");

  private final long seed = TestSeed.get();
  private final Random random = new Random(seed);
  private final FuzzedMessages messages = new FuzzedMessages(random);
  private int answered;
  private int refused;

  @Test
  void shouldAnswerOrRefuseWhateverComes() throws Exception {
    List<Route> routes = Routes.ALL.stream().filter(route -> !route.isStream()).toList();
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    try (RestServer server =
        new RestServer(Authenticator.OPEN, RestConfig.defaults(), UnaryOperator.identity())) {
      server
          .shard()
          .answerWith(
              command -> TestServer.fillAccount(command.answer().accepted(true)).replayed(true));
      int sent = 0;
      while (System.nanoTime() - endNanos < 0) {
        Route route = routes.get(random.nextInt(routes.size()));
        String what = "-Dringfence.seed=" + seed + ", request " + sent + ", " + route.path();
        judge(server.send(request(server, route)), what);
        sent++;
        assertEquals(
            answered,
            server.shard().published() + server.ledger().reads(),
            what + " got somewhere");
      }
      assertTrue(answered > sent / 20, "too few were valid: " + answered + " of " + sent);
      assertTrue(refused > sent / 20, "too few were damaged: " + refused + " of " + sent);
    }
  }

  private HttpRequest.Builder request(RestServer server, Route route) throws Exception {
    Message message = printable(route);
    String path = route.path().toString();
    for (String variable : route.path().variables()) {
      FieldDescriptor field = route.input().findFieldByName(variable);
      path = path.replace("{" + variable + "}", encoded(message, field));
    }
    if (!route.takesBody()) {
      StringBuilder query = new StringBuilder("?");
      for (FieldDescriptor field : route.free()) {
        query.append(field.getJsonName()).append('=').append(encoded(message, field)).append('&');
      }
      return server.request(path + query.substring(0, query.length() - 1));
    }
    Message.Builder rest = message.toBuilder();
    route.bound().keySet().forEach(rest::clearField);
    byte[] json = JsonFormat.printer().print(rest.build()).getBytes(StandardCharsets.UTF_8);
    return server
        .request(path)
        .header("Content-Type", "application/json")
        .header(Route.KEY_HEADER, "key-" + random.nextInt(1_000))
        .POST(BodyPublishers.ofByteArray(messages.damaged(json)));
  }

  /** JSON has no words for a duration that is none; what damages the text may find some. */
  private Message printable(Route route) throws InvalidProtocolBufferException {
    while (true) {
      Message message = messages.valid(route.input());
      try {
        var _ = JsonFormat.printer().print(message);
        return message;
      } catch (IllegalArgumentException noDuration) {
        // The next one has another.
      }
    }
  }

  private static String encoded(Message message, FieldDescriptor field) {
    return URLEncoder.encode(String.valueOf(message.getField(field)), StandardCharsets.UTF_8);
  }

  private void judge(Reply reply, String what) {
    JsonObject json = reply.json();
    if (reply.status() == 200) {
      if (json.has("answers")) {
        json.getAsJsonArray("answers").forEach(answer -> judgeOne(answer, what));
      } else {
        answered++;
      }
      return;
    }
    refused++;
    assertTrue(reply.status() == 400 || reply.status() == 404, () -> what + ": " + json);
    assertProblem(json, what);
  }

  private void judgeOne(JsonElement answer, String what) {
    JsonObject one = answer.getAsJsonObject();
    if (one.has("problem")) {
      refused++;
      assertProblem(one.getAsJsonObject("problem"), what);
    } else {
      answered++;
    }
  }

  private static void assertProblem(JsonObject problem, String what) {
    String reason = problem.get("reason").getAsString();
    assertTrue(REASONS.contains(reason), () -> what + ": " + problem);
    assertTrue(
        !reason.equals("INVALID_REQUEST") || !problem.getAsJsonArray("violations").isEmpty(),
        () -> what + ", without the field: " + problem);
  }
}
