package dev.ringfence.perf.bench;

import dev.ringfence.engine.domain.Amount;
import dev.ringfence.perf.report.Check;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares, account by account, what was acknowledged with what is held.
 *
 * @param source who was asked
 * @param expected the sum of what was acknowledged
 * @param held the sum of what is held
 * @param mismatches accounts that differ
 * @param first the first difference in words; empty when there is none
 */
record Audit(
    String target, String source, Holding expected, Holding held, int mismatches, String first) {

  /** {@code held} by account index; null stands for an account that is not there. */
  static Audit of(String target, String source, Expectations expectations, Holding[] held) {
    Holding sum = Holding.NOTHING;
    List<String> differences = new ArrayList<>();
    int mismatches = 0;
    for (int i = 0; i < held.length; i++) {
      Holding expected = expectations.holding(i);
      if (held[i] != null) {
        sum = sum.plus(held[i]);
      }
      if (!expected.equals(held[i])) {
        mismatches++;
        if (differences.isEmpty()) {
          differences.add(
              "account %d: acknowledged are %s; held is %s"
                  .formatted(expectations.accountId(i), expected, held[i]));
        }
      }
    }
    return new Audit(
        target,
        source,
        expectations.sum(),
        sum,
        mismatches,
        differences.isEmpty() ? "" : differences.getFirst());
  }

  boolean agrees() {
    return mismatches == 0;
  }

  Check check() {
    return new Check(line(), expected.version(), agrees());
  }

  /** One line for people. */
  String line() {
    if (agrees()) {
      return "%s: what was acknowledged and what the %s holds agree: free %s, reserved %s, %,d changes"
          .formatted(
              target,
              source,
              Amount.format(held.balance()),
              Amount.format(held.reserved()),
              held.version());
    }
    return "%s: MISMATCH in the %s: %,d accounts differ; %s"
        .formatted(target, source, mismatches, first);
  }
}
