package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.Account;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class WorkloadTest {
  private static final long ACCOUNT_ID = 7;

  private final Expectations expectations = new Expectations(ACCOUNT_ID, 1);
  private final Exchange exchange = new Exchange(null, null);

  @Test
  void shouldTellOfAnAccountThatHasSpentWhatItWasGiven() {
    Workload reserves = workload(Mix.RESERVE, "2");

    UnreachableException stopped =
        assertThrows(
            UnreachableException.class,
            () -> reserves.settle(exchange, refused(Reason.REASON_INSUFFICIENT_BALANCE)));

    assertTrue(stopped.getMessage().contains("Account 7 has spent"), stopped::getMessage);
  }

  @Test
  void shouldTakeNoRefusalForAReserve() {
    Workload reserves = workload(Mix.RESERVE, "100000000");

    assertThrows(
        WrongAnswerException.class,
        () -> reserves.settle(exchange, refused(Reason.REASON_INSUFFICIENT_BALANCE)));
  }

  @Test
  void shouldTakeOnlyTheRefusalOfWhoIsSoldOut() {
    Workload soldOut = workload(Mix.REFUSE, "100000000");

    assertFalse(soldOut.settle(exchange, refused(Reason.REASON_INSUFFICIENT_BALANCE)));
    assertThrows(
        WrongAnswerException.class,
        () -> soldOut.settle(exchange, refused(Reason.REASON_ACCOUNT_NOT_ACTIVE)));
  }

  /** Only the ids go on from round to round. */
  @Test
  void shouldDrawTheSameAccountsInTheSameOrderInEachRound() {
    Expectations many = new Expectations(ACCOUNT_ID, 100);
    int[] choices = Keys.UNIFORM.draw(100, 1);
    AtomicLong requests = new AtomicLong();
    List<Integer> first = drawn(new Workload(Mix.RESERVE, choices, many, "test-", requests));
    List<Integer> second = drawn(new Workload(Mix.RESERVE, choices, many, "test-", requests));

    assertEquals(first, second);
    assertEquals(100, requests.get());
  }

  private List<Integer> drawn(Workload workload) {
    List<Integer> accounts = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      workload.begin(exchange, 0);
      accounts.add(exchange.account());
    }
    return accounts;
  }

  private Workload workload(Mix mix, String balance) {
    expectations.begin(0, account().setBalance(balance).setReserved("0").build());
    Workload workload = new Workload(mix, new int[] {0}, expectations, "test-", new AtomicLong());
    workload.begin(exchange, 0);
    return workload;
  }

  private static CommandResult refused(Reason reason) {
    return CommandResult.newBuilder()
        .setOutcome(Outcome.OUTCOME_REJECTED)
        .setReason(reason)
        .setAccount(account())
        .build();
  }

  private static Account.Builder account() {
    return Account.newBuilder().setAccountId(ACCOUNT_ID).setVersion(1);
  }
}
