package dev.ringfence.snapshotter.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerifyReportTest {
  @Test
  void shouldPrintATableWhenAllHolds() {
    VerifyReport report =
        new VerifyReport(
            List.of(
                new CheckResult(Check.ACCOUNTS_FOLDED, 1_000_000, 1_500, CheckResult.State.HOLDS)),
            List.of(),
            List.of("3 events are dead letters instead"),
            2_000);

    assertEquals(0, report.exitCode());
    assertTrue(report.render().contains("holds            1,000,000      1.5 s  ACCOUNTS_FOLDED"));
    assertTrue(report.render().contains("note       3 events are dead letters instead"));
    assertTrue(report.render().contains("All invariants hold, checked in 2.0 s"));
  }

  @Test
  void shouldPrintWhereAndWhatWhenSomethingDiverges() {
    Divergence divergence =
        new Divergence(
            Check.ACCOUNTS_FOLDED, "account 7, version 3", 7, 3, "accounts.balance", "5", "6");
    VerifyReport report =
        new VerifyReport(
            List.of(new CheckResult(Check.ACCOUNTS_FOLDED, 6, 10, CheckResult.State.BROKEN)),
            List.of(divergence),
            List.of(),
            20);

    String text = report.render();

    assertEquals(1, report.exitCode());
    for (String part :
        List.of(
            "BROKEN", "account 7, version 3", "accounts.balance", "expected  5", "found     6")) {
      assertTrue(text.contains(part), text);
    }
  }
}
