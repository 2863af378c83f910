package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.cli.Table;
import dev.ringfence.gateway.deadletters.DeadLetter;

/** Dead letters, for people. */
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

  /** Whoever wrote the letter must not write on the terminal. */
  static String printable(String text) {
    return text.codePoints()
        .map(character -> steers(character) ? '?' : character)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** The same JSON, for terminals as well: what steers them is written as JSON also can, \u009b. */
  static String printableJson(String json) {
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < json.length(); index++) {
      char character = json.charAt(index);
      // Between strings there is no other such than the end of a line, and within them none of it.
      text.append(
          steers(character) && character != '\n'
              ? String.format("\\u%04x", (int) character)
              : String.valueOf(character));
    }
    return text.toString();
  }

  /** Control characters, those of 8 bits too, and what turns the direction of the text. */
  private static boolean steers(int character) {
    return Character.isISOControl(character) || Character.getType(character) == Character.FORMAT;
  }
}
