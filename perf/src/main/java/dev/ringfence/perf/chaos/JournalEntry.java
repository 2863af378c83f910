package dev.ringfence.perf.chaos;

import java.util.Optional;

/**
 * A line of a client's journal. Lines are in the order in which things happened: a request is
 * written before it is sent, an answer when it has come.
 */
sealed interface JournalEntry {
  /** The number of the request that it is about. */
  long number();

  /** It is about to be asked for the first time. */
  record Asked(Ask ask) implements JournalEntry {
    @Override
    public long number() {
      return ask.number();
    }
  }

  /** It is answered. */
  record Answered(long number, Told told) implements JournalEntry {}

  /** An attempt failed; {@code nothingDone} if the server vouches that it had no effect. */
  record Failed(long number, boolean nothingDone, String reason) implements JournalEntry {}

  /** It will not be asked again. */
  record GivenUp(long number) implements JournalEntry {}

  /** All is answered but what was laid aside, which is asked again from here on. */
  record Quiet() implements JournalEntry {
    @Override
    public long number() {
      return NO_REQUEST;
    }
  }

  /** The number of what is about no request. */
  long NO_REQUEST = -1;

  /** Ends every line: one without it was cut short by a kill. */
  String END = " .";

  /** As a line, without the line's end. */
  default String format() {
    return switch (this) {
          case Asked(Ask ask) ->
              String.join(
                  " ",
                  "A",
                  Long.toString(ask.number()),
                  ask.purpose().name(),
                  ask.kind().name(),
                  ask.requestId(),
                  Long.toString(ask.accountId()),
                  shown(ask.orderId()),
                  shown(ask.symbol()),
                  Long.toString(ask.amount()),
                  Long.toString(ask.cash()),
                  Long.toString(ask.timeToLiveMillis()));
          case Answered(long number, Told told) ->
              String.join(
                  " ",
                  "T",
                  Long.toString(number),
                  Boolean.toString(told.accepted()),
                  shown(told.reason()),
                  Boolean.toString(told.replayed()),
                  Long.toString(told.version()),
                  Long.toString(told.balance()),
                  Long.toString(told.reserved()),
                  Long.toString(told.remaining()),
                  Integer.toString(told.state()));
          case Failed(long number, boolean nothingDone, String reason) ->
              "F " + number + ' ' + nothingDone + ' ' + shown(reason);
          case GivenUp(long number) -> "G " + number;
          case Quiet _ -> "Q " + NO_REQUEST;
        }
        + END;
  }

  /** Empty for a line that was cut short. */
  static Optional<JournalEntry> parse(String line) {
    if (!line.endsWith(END)) {
      return Optional.empty();
    }
    String[] words = line.split(" ", -1);
    long number = Long.parseLong(words[1]);
    return Optional.of(
        switch (words[0]) {
          case "A" ->
              new Asked(
                  new Ask(
                      number,
                      Purpose.valueOf(words[2]),
                      Kind.valueOf(words[3]),
                      words[4],
                      Long.parseLong(words[5]),
                      meant(words[6]),
                      meant(words[7]),
                      Long.parseLong(words[8]),
                      Long.parseLong(words[9]),
                      Long.parseLong(words[10])));
          case "T" ->
              new Answered(
                  number,
                  new Told(
                      Boolean.parseBoolean(words[2]),
                      meant(words[3]),
                      Boolean.parseBoolean(words[4]),
                      Long.parseLong(words[5]),
                      Long.parseLong(words[6]),
                      Long.parseLong(words[7]),
                      Long.parseLong(words[8]),
                      Integer.parseInt(words[9])));
          case "F" -> new Failed(number, Boolean.parseBoolean(words[2]), meant(words[3]));
          case "G" -> new GivenUp(number);
          case "Q" -> new Quiet();
          default -> throw new IllegalArgumentException("not a line of a journal: " + line);
        });
  }

  private static String shown(String text) {
    return text.isEmpty() ? "-" : text;
  }

  private static String meant(String word) {
    return word.equals("-") ? "" : word;
  }
}
