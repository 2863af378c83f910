package dev.ringfence.journal.letters;

import java.util.ArrayDeque;

/**
 * The letters for one topic of dead letters. While it takes none they wait here, and one at a time
 * tries whether it does again.
 */
final class DeadLetterTopic {
  static final long NEVER = Long.MAX_VALUE;

  private final ArrayDeque<Letter> waiting = new ArrayDeque<>();
  private int out;
  private int failures;
  private long dueNanos;
  private boolean told;

  void hold(Letter letter) {
    waiting.add(letter);
  }

  /** The next letter that may go, which then is out; null if none may. */
  Letter next(long nowNanos) {
    if (isFailing()) {
      if (out > 0 || nowNanos - dueNanos < 0) {
        return null;
      }
      // Who gets nothing taken for hours may get and lose partitions as often as he likes.
      waiting.removeIf(letter -> letter.origin().isClosed());
    }
    Letter letter = waiting.poll();
    while (letter != null && letter.origin().isClosed()) {
      letter = waiting.poll();
    }
    if (letter != null) {
      out++;
    }
    return letter;
  }

  /** How long until one may go, as far as that is a matter of time. */
  long nanosUntilDue(long nowNanos) {
    if (waiting.isEmpty()) {
      return NEVER;
    }
    if (!isFailing()) {
      return 0;
    }
    return out > 0 ? NEVER : dueNanos - nowNanos;
  }

  /** Letters that it has not taken yet. */
  int untaken() {
    return waiting.size() + out;
  }

  /** One that was out is to go once more, before all others. */
  void sendAgain(Letter letter) {
    out--;
    waiting.addFirst(letter);
  }

  /**
   * It took one: it may have all the others.
   *
   * @return whether somebody was told that it takes none
   */
  boolean tookOne() {
    out--;
    failures = 0;
    boolean wasTold = told;
    told = false;
    return wasTold;
  }

  /** It did not take one, which then waits behind the others: it may be the only one. */
  void refused(Letter letter) {
    out--;
    waiting.add(letter);
  }

  /**
   * From now on one at a time tries on. What was sent before that comes back refused as well; only
   * the last of it counts, as the next try does.
   *
   * @return how often one was tried in vain, before this time; negative if this does not count
   */
  int countFailure() {
    return isFailing() && out > 0 ? -1 : failures++;
  }

  void waitUntil(long nanos) {
    dueNanos = nanos;
  }

  /** Whether it is to be told now that it takes none. */
  boolean isToBeTold() {
    boolean isNews = !told;
    told = true;
    return isNews;
  }

  private boolean isFailing() {
    return failures > 0;
  }
}
