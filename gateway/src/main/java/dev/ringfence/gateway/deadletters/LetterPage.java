package dev.ringfence.gateway.deadletters;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The first of the letters that match: as many as are asked for, and as there is room for. A letter
 * may have a megabyte, and who shows it is the process that serves.
 */
final class LetterPage implements Predicate<DeadLetter> {
  static final long MOST_BYTES = 8 << 20;

  private final int limit;
  private final List<DeadLetter> letters = new ArrayList<>();
  private long bytes;
  private boolean more;

  LetterPage(int limit) {
    this.limit = limit;
  }

  /** Takes the next one; false if it is one more than fits. There is room for a first one. */
  @Override
  public boolean test(DeadLetter letter) {
    bytes += letter.bytes();
    more = letters.size() == limit || (!letters.isEmpty() && bytes > MOST_BYTES);
    if (!more) {
      letters.add(letter);
    }
    return !more;
  }

  List<DeadLetter> letters() {
    return letters;
  }

  /** Whether there are more than these. */
  boolean isMore() {
    return more;
  }
}
