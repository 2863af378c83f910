package dev.ringfence.gateway.deadletters;

import com.google.gson.JsonObject;
import dev.ringfence.gateway.rest.HttpOperation;
import dev.ringfence.gateway.rest.HttpProblem;
import dev.ringfence.gateway.rest.Json;
import dev.ringfence.gateway.rest.QueryParameter;
import io.grpc.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What can be asked of dead letters over HTTP, and what can be wrong about it. */
final class LetterOperations {
  static final int MOST = 1_000;
  static final int DEFAULT_LIMIT = 100;

  static final HttpProblem NOT_ADMIN =
      new HttpProblem(
          Status.Code.PERMISSION_DENIED,
          "PERMISSION_DENIED",
          0,
          "Only those who run the system may do this");
  static final HttpProblem KAFKA_AWAY =
      new HttpProblem(
          Status.Code.UNAVAILABLE,
          "KAFKA_UNAVAILABLE",
          1_000,
          "Kafka gives no answer: try again, with the same Idempotency-Key if there was one");
  static final HttpProblem NOT_FOUND =
      new HttpProblem(Status.Code.NOT_FOUND, "LETTER_NOT_FOUND", 0, "There is no such dead letter");
  static final HttpProblem CANNOT_REQUEUE =
      new HttpProblem(
          Status.Code.ABORTED, "CANNOT_REQUEUE", 0, "It can't be sent back; the message says why");

  static final QueryParameter<List<String>> TOPIC =
      new QueryParameter<>(
          "topic",
          "Only those of this topic, not of the letters but of the records.",
          Json.object("type", "string", "enum", Json.array(LetterFilter.TOPICS.toArray())),
          "one of " + LetterFilter.TOPICS,
          LetterOperations::topic);
  static final QueryParameter<String> REASON =
      new QueryParameter<>(
          "reason",
          "Only those whose reason begins like this, whatever the case.",
          text(),
          "",
          reason -> reason);
  static final QueryParameter<Long> ACCOUNT =
      new QueryParameter<>(
          "account",
          "Only those of this account.",
          Json.object("type", "integer", "format", "int64"),
          "a whole number",
          Long::valueOf);
  static final QueryParameter<Instant> SINCE = time("since", "Only those from then on.");
  static final QueryParameter<Instant> UNTIL = time("until", "Only those before then.");
  static final QueryParameter<Integer> LIMIT =
      new QueryParameter<>(
          "limit",
          "How many at most; fewer where they are large.",
          Json.object("type", "integer", "minimum", 1, "maximum", MOST, "default", DEFAULT_LIMIT),
          "1 to " + MOST,
          LetterOperations::limit);

  private static final Map<String, String> LETTER =
      Map.of("letter", "TOPIC:PARTITION:OFFSET in a topic of dead letters, as the list names it.");

  static final HttpOperation LIST =
      new HttpOperation(
          "GET",
          DeadLetterApi.ROOT,
          "listDeadLetters",
          "Lists records that could not be processed, for those who run the system.",
          Map.of(),
          List.of(TOPIC, REASON, ACCOUNT, SINCE, UNTIL, LIMIT),
          false,
          answer(
              "letters",
              Json.object("type", "array", "items", LetterJson.schema()),
              "more",
              Json.object("type", "boolean", "description", "Whether there are more than that.")),
          List.of(NOT_ADMIN, KAFKA_AWAY));
  static final HttpOperation SHOW =
      new HttpOperation(
          "GET",
          DeadLetterApi.ROOT + "/{letter}",
          "getDeadLetter",
          "Shows one dead letter.",
          LETTER,
          List.of(),
          false,
          LetterJson.schema(),
          List.of(NOT_ADMIN, NOT_FOUND, KAFKA_AWAY));
  static final HttpOperation REQUEUE =
      new HttpOperation(
          "POST",
          DeadLetterApi.ROOT + "/{letter}/requeue",
          "requeueDeadLetter",
          "Sends one back under its own event id, so that it has its effect once; audited.",
          LETTER,
          List.of(),
          true,
          answer("letter", text(), "sent_to", text()),
          List.of(NOT_ADMIN, NOT_FOUND, CANNOT_REQUEUE, KAFKA_AWAY));

  static final List<HttpOperation> ALL = List.of(LIST, SHOW, REQUEUE);

  private LetterOperations() {}

  private static QueryParameter<Instant> time(String name, String meaning) {
    return new QueryParameter<>(
        name,
        meaning,
        Json.object("type", "string", "format", "date-time"),
        "a time like 2026-11-21T04:00:00Z",
        Instant::parse);
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

  private static JsonObject answer(Object... properties) {
    return Json.object("type", "object", "properties", Json.object(properties));
  }

  private static JsonObject text() {
    return Json.object("type", "string");
  }
}
