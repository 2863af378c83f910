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
        .map(character -> Character.isISOControl(character) ? '?' : character)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
