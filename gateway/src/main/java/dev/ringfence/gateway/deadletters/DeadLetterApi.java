package dev.ringfence.gateway.deadletters;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.ringfence.gateway.identity.Authenticator;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.rest.HttpCall;
import dev.ringfence.gateway.rest.ProblemException;
import dev.ringfence.gateway.rest.RestReason;
import dev.ringfence.journal.relay.Topics;
import io.grpc.Status;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
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
  private static final int KAFKA_RETRY_MILLIS = 1_000;

  /** Each reads whole topics. */
  private static final int CALLS_AT_ONCE = 2;

  private final DeadLetterOffice office;
  private final Authenticator authenticator;
  private final Semaphore permits = new Semaphore(CALLS_AT_ONCE);

  public DeadLetterApi(DeadLetterOffice office, Authenticator authenticator) {
    this.office = office;
    this.authenticator = authenticator;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    HttpCall.serve(exchange, this::answer);
  }

  private void answer(HttpCall call) throws IOException {
    Caller caller = call.identify(authenticator).caller();
    if (!caller.admin()) {
      throw ProblemException.of(
          Status.Code.PERMISSION_DENIED,
          "PERMISSION_DENIED",
          0,
          "Only those who run the system may do this");
    }
    if (!permits.tryAcquire()) {
      throw ProblemException.of(RestReason.TOO_MANY_CALLS);
    }
    try {
      call.send(answer(call, caller).toString());
    } catch (KafkaException away) {
      LOG.warn("The dead letters can't be reached: {}", away.getMessage());
      throw ProblemException.of(
          Status.Code.UNAVAILABLE,
          "KAFKA_UNAVAILABLE",
          KAFKA_RETRY_MILLIS,
          "Kafka gives no answer: try again, with the same Idempotency-Key if there was one");
    } finally {
      permits.release();
    }
  }

  private JsonObject answer(HttpCall call, Caller caller) {
    String path = call.exchange().getRequestURI().getPath();
    String rest = path.substring(Math.min(path.length(), ROOT.length()));
    if (!rest.isEmpty() && !rest.startsWith("/")) {
      throw ProblemException.of(RestReason.NO_SUCH_PATH);
    }
    boolean isRequeue = rest.endsWith(REQUEUE);
    String verb = isRequeue ? "POST" : "GET";
    if (!call.exchange().getRequestMethod().equals(verb)) {
      throw call.wrongVerb(verb);
    }
    if (rest.isEmpty()) {
      return list(call.query());
    }
    if (isRequeue) {
      // Its event id makes the effect happen once; this keeps pages in a browser from calling.
      var _ = call.idempotencyKey();
    }
    String name = rest.substring(1, rest.length() - (isRequeue ? REQUEUE.length() : 0));
    DeadLetter letter =
        office
            .find(place(name))
            .orElseThrow(
                () ->
                    ProblemException.of(
                        Status.Code.NOT_FOUND,
                        "LETTER_NOT_FOUND",
                        0,
                        "There is no dead letter " + name));
    return isRequeue ? sendBack(letter, caller) : show(letter);
  }

  private JsonObject list(Map<String, String> query) {
    int limit = take(query, "limit", DeadLetterApi::limit, "1 to " + MOST).orElse(DEFAULT_LIMIT);
    String time = "a time like 2026-11-21T04:00:00Z";
    List<String> topics = LetterFilter.TOPICS;
    LetterFilter filter =
        new LetterFilter(
            take(query, "topic", DeadLetterApi::topic, "one of " + topics).orElse(List.of()),
            take(query, "reason", reason -> reason, ""),
            take(query, "account", Long::valueOf, "a whole number"),
            take(query, "since", Instant::parse, time),
            take(query, "until", Instant::parse, time));
    if (!query.isEmpty()) {
      throw ProblemException.invalid(
          "query", "may hold topic, reason, account, since, until and limit, and nothing else");
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
    return body;
  }

  private JsonObject show(DeadLetter letter) {
    int sentBack = office.requeueCounts().getOrDefault(letter.place().toString(), 0);
    return LetterJson.of(letter, sentBack);
  }

  private JsonObject sendBack(DeadLetter letter, Caller caller) {
    String obstacle = Requeue.obstacle(letter);
    if (obstacle != null) {
      throw ProblemException.of(
          Status.Code.ABORTED, "CANNOT_REQUEUE", 0, "It can't be sent back: " + obstacle);
    }
    JsonObject body = new JsonObject();
    body.addProperty("letter", letter.place().toString());
    try (Requeue requeue = office.requeue(PER_SECOND, caller.name())) {
      body.addProperty("sent_to", requeue.send(letter));
    }
    return body;
  }

  /** Names of anything else are refused: this is no way to read other topics. */
  private static LetterPlace place(String name) {
    try {
      LetterPlace place = LetterPlace.parse(name);
      if (LetterFilter.TOPICS.stream().map(Topics::deadLetter).anyMatch(place.topic()::equals)) {
        return place;
      }
    } catch (IllegalArgumentException noPlace) {
      // Said below.
    }
    throw ProblemException.invalid(
        "letter", "must be TOPIC:PARTITION:OFFSET in a topic of dead letters");
  }

  private static int limit(String text) {
    int limit = Integer.parseInt(text);
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("Out of range: " + limit);
    }
    return limit;
  }

  private static List<String> topic(String text) {
    if (!LetterFilter.TOPICS.contains(text)) {
      throw new IllegalArgumentException("No such topic: " + text);
    }
    return List.of(text);
  }

  private static <T> Optional<T> take(
      Map<String, String> query, String name, Function<String, T> parser, String what) {
    try {
      return Optional.ofNullable(query.remove(name)).map(parser);
    } catch (IllegalArgumentException | DateTimeException wrong) {
      throw ProblemException.invalid(name, "must be " + what);
    }
  }
}
