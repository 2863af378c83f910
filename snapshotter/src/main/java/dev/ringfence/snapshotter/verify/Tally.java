package dev.ringfence.snapshotter.verify;

import dev.ringfence.engine.domain.Amount;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.progress.RowCounter;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what one pass has checked, and compares. */
final class Tally {
  private final Map<Check, AtomicLong> checked = new EnumMap<>(Check.class);
  private final RowCounter rows;

  Tally(Progress progress) {
    rows = new RowCounter(progress);
    for (Check check : Check.values()) {
      checked.put(check, new AtomicLong());
    }
  }

  void row() {
    rows.increment();
  }

  long rows() {
    return rows.rows();
  }

  void flush() {
    rows.flush();
  }

  long checked(Check check) {
    return checked.get(check).get();
  }

  /** Notes that the check holds for one thing more. */
  void count(Check check) {
    count(check, 1);
  }

  /** Notes that the check holds for that many things more. */
  void count(Check check, long things) {
    AtomicLong count = checked.get(check);
    count.setPlain(count.getPlain() + things);
  }

  void amount(Check check, Place place, String column, long expected, long found) {
    if (expected != found) {
      throw diverged(check, place, column, Amount.format(expected), Amount.format(found));
    }
  }

  void number(Check check, Place place, String column, long expected, long found) {
    if (expected != found) {
      throw diverged(check, place, column, Long.toString(expected), Long.toString(found));
    }
  }

  void notNegative(Place place, String column, long found) {
    if (found < 0) {
      throw diverged(Check.NOTHING_NEGATIVE, place, column, "0 or more", Amount.format(found));
    }
  }

  DivergedException diverged(
      Check check, Place place, String column, String expected, String found) {
    return new DivergedException(
        new Divergence(
            check, place.describe(), place.accountId(), place.version(), column, expected, found));
  }
}
