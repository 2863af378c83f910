package dev.ringfence.gateway.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.ringfence.gateway.identity.Authenticator;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.identity.Credentials;
import dev.ringfence.gateway.identity.Identified;
import dev.ringfence.journal.relay.Topics;
import java.io.IOException;
import java.net.URLDecoder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dead letters over HTTP, for those who run the system: the list, one of them, and sending one
 * back, which is audited under the caller's name. Waits on the virtual thread of its request.
 */
public final class DeadLetterApi implements HttpHandler {
  /** Where it begins. */
  public static final String ROOT = "/v1/admin/dead-letters";

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterApi.class);
  private static final String REQUEUE = "/requeue";
  private static final int DEFAULT_LIMIT = 100;
  private static final int MOST = 1_000;
  private static final int PER_SECOND = 100;

  /** Each reads whole topics. */
  private static final int CALLS_AT_ONCE = 2;

  private final DeadLetterOffice office;
  private final Authenticator authenticator;
  private final Semaphore permits = new Semaphore(CALLS_AT_ONCE);

  public DeadLetterApi(DeadLetterOffice office, Authenticator authenticator) {
    this.office = office;
    this.authenticator = authenticator;
  }

  /** What is sent. */
  private record Reply(int status, JsonObject body) {}

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply = reply(exchange);
      byte[] body = (reply.body() + "\n").getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(reply.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Reply reply(HttpExchange exchange) {
    Optional<String> shown =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
    if (!(authenticator.identify(new Credentials(shown, Optional.empty()))
        instanceof Identified.Known(Caller caller))) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
      return problem(401, "UNAUTHENTICATED", "Show who you are: Authorization: Bearer …");
    }
    if (!caller.admin()) {
      return problem(403, "PERMISSION_DENIED", "Only those who run the system may do this");
    }
    if (!permits.tryAcquire()) {
      return problem(429, "TOO_MANY_CALLS", "Others look through the dead letters: try again");
    }
    try {
      return answer(exchange, caller);
    } catch (IllegalArgumentException | DateTimeException wrong) {
      return problem(400, "INVALID_REQUEST", wrong.getMessage());
    } catch (KafkaException away) {
      LOG.warn("The dead letters can't be reached: {}", away.getMessage());
      return problem(503, "UNAVAILABLE", "Kafka gives no answer: try again");
    } catch (RuntimeException defect) {
      LOG.error("A call about dead letters failed in a way that nobody thought of", defect);
      return problem(500, "INTERNAL", "A defect of the server");
    } finally {
      permits.release();
    }
  }

  private Reply answer(HttpExchange exchange, Caller caller) {
    String path = exchange.getRequestURI().getPath();
    String rest = path.substring(Math.min(path.length(), ROOT.length()));
    boolean isRequeue = rest.endsWith(REQUEUE);
    String verb = isRequeue ? "POST" : "GET";
    if (!rest.isEmpty() && !rest.startsWith("/")) {
      return problem(404, "NO_SUCH_PATH", "There is nothing here");
    }
    if (!exchange.getRequestMethod().equals(verb)) {
      exchange.getResponseHeaders().set("Allow", verb);
      return problem(405, "WRONG_VERB", "Not with this verb: " + verb);
    }
    if (rest.isEmpty()) {
      return list(query(exchange.getRequestURI().getRawQuery()));
    }
    String name = rest.substring(1, isRequeue ? rest.length() - REQUEUE.length() : rest.length());
    Optional<DeadLetter> letter = office.find(place(name));
    if (letter.isEmpty()) {
      return problem(404, "NO_SUCH_LETTER", "There is no dead letter " + name);
    }
    return isRequeue ? sendBack(letter.get(), caller) : show(letter.get());
  }

  private Reply list(Map<String, String> query) {
    int limit = limit(query.remove("limit"));
    LetterFilter filter =
        new LetterFilter(
            Optional.ofNullable(query.remove("topic")).map(List::of).orElse(List.of()),
            Optional.ofNullable(query.remove("reason")),
            Optional.ofNullable(query.remove("account")).map(Long::valueOf),
            Optional.ofNullable(query.remove("since")).map(Instant::parse),
            Optional.ofNullable(query.remove("until")).map(Instant::parse));
    if (!query.isEmpty()) {
      throw new IllegalArgumentException(
          "There are topic, reason, account, since, until and limit, but not " + query.keySet());
    }
    List<DeadLetter> found = new ArrayList<>();
    office.read(
        filter,
        letter -> {
          found.add(letter);
          return found.size() <= limit;
        });
    Map<String, Integer> sentBack = office.requeueCounts();
    JsonArray letters = new JsonArray();
    found.stream()
        .limit(limit)
        .forEach(
            letter ->
                letters.add(
                    LetterJson.of(letter, sentBack.getOrDefault(letter.place().toString(), 0))));
    JsonObject body = new JsonObject();
    body.add("letters", letters);
    body.addProperty("more", found.size() > limit);
    return new Reply(200, body);
  }

  private Reply show(DeadLetter letter) {
    int sentBack = office.requeueCounts().getOrDefault(letter.place().toString(), 0);
    return new Reply(200, LetterJson.of(letter, sentBack));
  }

  private Reply sendBack(DeadLetter letter, Caller caller) {
    String obstacle = Requeue.obstacle(letter);
    if (obstacle != null) {
      return problem(409, "CANNOT_REQUEUE", "It can't be sent back: " + obstacle);
    }
    JsonObject body = new JsonObject();
    body.addProperty("letter", letter.place().toString());
    try (Requeue requeue = office.requeue(PER_SECOND, caller.name())) {
      body.addProperty("sent_to", requeue.send(letter));
    }
    return new Reply(200, body);
  }

  /** Names of anything else are refused: this is no way to read other topics. */
  private static LetterPlace place(String name) {
    LetterPlace place = LetterPlace.parse(name);
    boolean isDeadLetter =
        LetterFilter.TOPICS.stream().map(Topics::deadLetter).anyMatch(place.topic()::equals);
    if (!isDeadLetter) {
      throw new IllegalArgumentException(place.topic() + " is no topic of dead letters");
    }
    return place;
  }

  private static int limit(String text) {
    int limit = text == null ? DEFAULT_LIMIT : Integer.parseInt(text);
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("limit must be 1 to " + MOST);
    }
    return limit;
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    if (raw == null) {
      return query;
    }
    for (String pair : raw.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      query.put(
          URLDecoder.decode(parts[0], UTF_8),
          parts.length == 1 ? "" : URLDecoder.decode(parts[1], UTF_8));
    }
    return query;
  }

  private static Reply problem(int status, String reason, String message) {
    JsonObject body = new JsonObject();
    body.addProperty("reason", reason);
    body.addProperty("message", message);
    return new Reply(status, body);
  }
}
