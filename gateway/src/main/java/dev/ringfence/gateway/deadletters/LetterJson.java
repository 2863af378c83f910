package dev.ringfence.gateway.deadletters;

import com.google.gson.JsonObject;

/** A dead letter as JSON. */
public final class LetterJson {
  private LetterJson() {}

  public static JsonObject of(DeadLetter letter, int sentBack) {
    JsonObject json = new JsonObject();
    json.addProperty("letter", letter.place().toString());
    json.addProperty("origin", letter.origin());
    json.addProperty("time", letter.time().toString());
    json.addProperty("account", letter.accountId());
    json.addProperty("event_id", letter.content().eventId());
    json.addProperty("reason", letter.reason());
    json.addProperty("attempts", letter.attempts());
    json.addProperty("sent_back", sentBack);
    json.addProperty("content_left_out", letter.isStripped());
    json.add("event", letter.content().json());
    return json;
  }
}
