package dev.ringfence.gateway.deadletters;

import com.google.gson.JsonObject;
import dev.ringfence.gateway.rest.Json;
import java.util.List;
import java.util.function.BiFunction;

/** A dead letter as JSON, and what that is called in the OpenAPI document. */
public final class LetterJson {
  private static final List<Field> FIELDS =
      List.of(
          new Field("letter", "string", "Its name.", (letter, _) -> letter.place().toString()),
          new Field(
              "origin",
              "string",
              "The topic it came from or was meant for; with partition and offset, if known.",
              (letter, _) -> letter.origin()),
          new Field(
              "time",
              "string",
              "When it became a dead letter, in UTC.",
              (letter, _) -> letter.time().toString()),
          new Field(
              "account",
              "integer",
              "Whose it is; 0 if it does not say.",
              (letter, _) -> letter.accountId()),
          new Field(
              "event_id",
              "string",
              "The event's own id; empty if it does not say.",
              (letter, _) -> letter.content().eventId()),
          new Field(
              "reason", "string", "Why it could not be processed.", (letter, _) -> letter.reason()),
          new Field(
              "attempts", "string", "How often it was tried.", (letter, _) -> letter.attempts()),
          new Field(
              "sent_back",
              "integer",
              "How often it was sent back since.",
              (_, sentBack) -> sentBack),
          new Field(
              "content_left_out",
              "boolean",
              "Whether it was too large for its topic and has no content.",
              (letter, _) -> letter.isStripped()),
          new Field(
              "event",
              "object",
              "What is in it: the event, or bytes that are none.",
              (letter, _) -> letter.content().json()));

  private LetterJson() {}

  /** One name: its type, its meaning and its value are said once. */
  private record Field(
      String name, String type, String meaning, BiFunction<DeadLetter, Integer, Object> value) {}

  public static JsonObject of(DeadLetter letter, int sentBack) {
    JsonObject json = new JsonObject();
    for (Field field : FIELDS) {
      json.add(field.name(), Json.element(field.value().apply(letter, sentBack)));
    }
    return json;
  }

  /** As the OpenAPI document has it. */
  static JsonObject schema() {
    JsonObject properties = new JsonObject();
    for (Field field : FIELDS) {
      properties.add(
          field.name(), Json.object("type", field.type(), "description", field.meaning()));
    }
    return Json.object("type", "object", "properties", properties);
  }
}
