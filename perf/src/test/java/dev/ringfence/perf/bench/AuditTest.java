package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.Account;
import org.junit.jupiter.api.Test;

final class AuditTest {
  @Test
  void shouldAgreeWhenEveryAcknowledgedCommandIsHeldOnce() {
    Expectations expectations = twoAccounts();
    expectations.add(0, Step.RESERVE);
    expectations.add(0, Step.FIRST_FILL);
    expectations.add(0, Step.RELEASE);

    Audit audit =
        Audit.of(
            "server",
            "ledger",
            expectations,
            new Holding[] {new Holding(980_000, 0 + 10_000, 5), new Holding(1_000_000, 0, 2)});

    assertTrue(audit.agrees(), audit::line);
  }

  @Test
  void shouldTellMissingAccount() {
    Expectations expectations = twoAccounts();

    Audit audit =
        Audit.of(
            "server", "ledger", expectations, new Holding[] {new Holding(1_000_000, 0, 2), null});

    assertEquals(1, audit.mismatches());
    assertTrue(audit.line().contains("account 11"), audit::line);
  }

  @Test
  void shouldTellDifferencesThatCancelOutInTheSum() {
    Expectations expectations = twoAccounts();

    Audit audit =
        Audit.of(
            "server",
            "account table",
            expectations,
            new Holding[] {new Holding(1_000_001, 0, 2), new Holding(999_999, 0, 2)});

    assertEquals(audit.expected(), audit.held());
    assertFalse(audit.agrees());
    assertEquals(2, audit.mismatches());
  }

  @Test
  void shouldTellEffectThatLeftNoTraceInTheBalances() {
    Expectations expectations = twoAccounts();

    Audit audit =
        Audit.of(
            "server",
            "account table",
            expectations,
            new Holding[] {new Holding(1_000_000, 0, 4), new Holding(1_000_000, 0, 2)});

    assertFalse(audit.agrees());
  }

  private static Expectations twoAccounts() {
    Expectations expectations = new Expectations(10, 2);
    for (int i = 0; i < 2; i++) {
      expectations.begin(
          i,
          Account.newBuilder()
              .setAccountId(10 + i)
              .setBalance("100")
              .setReserved("0")
              .setVersion(2)
              .build());
    }
    return expectations;
  }
}
