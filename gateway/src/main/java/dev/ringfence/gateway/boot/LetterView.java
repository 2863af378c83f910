package dev.ringfence.gateway.boot;

import com.google.gson.JsonObject;
import dev.ringfence.gateway.cli.Table;
import dev.ringfence.gateway.deadletters.DeadLetter;

/** Dead letters, for people and for scripts. */
final class LetterView {
  private LetterView() {}

  static Table table() {
    return new Table("letter", "time", "account", "event id", "attempts", "sent back", "reason");
  }

  static void addTo(Table table, DeadLetter letter, int sentBack) {
    table.row(
        letter.place(),
        letter.time(),
        letter.accountId() == 0 ? "" : Long.toString(letter.accountId()),
        printable(letter.content().eventId()),
        printable(letter.attempts()),
        sentBack,
        printable(letter.reason()));
  }

  static JsonObject json(DeadLetter letter, int sentBack) {
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

  /** Whoever wrote the letter must not write on the terminal. */
  static String printable(String text) {
    return text.codePoints()
        .map(character -> Character.isISOControl(character) ? '?' : character)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
