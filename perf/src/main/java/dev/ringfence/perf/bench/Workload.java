package dev.ringfence.perf.bench;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.Reason;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Of one round. Decides what each request is, and checks each answer: first against what was asked,
 * then, summed up in {@link Expectations}, against what the server holds in the end.
 */
final class Workload {
  private static final long NEARLY_SPENT = Step.DEPOSIT.balanceChange() / 100;

  private final Mix mix;
  private final int[] accounts;
  private final Expectations expectations;
  private final String run;
  private final AtomicLong requests;
  private final AtomicLong draws = new AtomicLong();

  /**
   * @param accounts are drawn in this order
   * @param run sets the request ids of this run apart from all others
   * @param requests counts the requests of the run
   */
  Workload(Mix mix, int[] accounts, Expectations expectations, String run, AtomicLong requests) {
    this.mix = mix;
    this.accounts = accounts;
    this.expectations = expectations;
    this.run = run;
    this.requests = requests;
  }

  /** The first request of an exchange. */
  void begin(Exchange exchange, long plannedNanos) {
    plan(exchange, mix.first(), plannedNanos);
  }

  /** The request that follows an answer. */
  void next(Exchange exchange, boolean wasAccepted, long plannedNanos) {
    plan(exchange, wasAccepted ? mix.after(exchange.step()) : mix.first(), plannedNanos);
  }

  /** The same step as a new request: the last one was shed and had no effect. */
  void again(Exchange exchange, long plannedNanos) {
    plan(exchange, exchange.step(), plannedNanos);
  }

  /**
   * Takes an answer into account.
   *
   * @return whether it was accepted
   * @throws WrongAnswerException where no right server answers like this
   */
  boolean settle(Exchange exchange, CommandResult result) {
    require(
        result.getAccount().getAccountId() == exchange.accountId()
            || result.getReason() == Reason.REASON_ACCOUNT_NOT_FOUND,
        "is about another account",
        exchange,
        result);
    require(
        !result.getReplayed() || exchange.isUnknown(),
        "is marked replayed, though the request id is new",
        exchange,
        result);
    return switch (result.getOutcome()) {
      case OUTCOME_ACCEPTED -> {
        require(mix != Mix.REFUSE, "grants what the account does not have", exchange, result);
        expectations.add(exchange.account(), exchange.step());
        yield true;
      }
      case OUTCOME_REJECTED -> {
        boolean isBroke = result.getReason() == Reason.REASON_INSUFFICIENT_BALANCE;
        if (isBroke && mix != Mix.REFUSE && isSpent(exchange.account())) {
          throw new UnreachableException(
              "Account %d has spent all that it was given: take more --accounts, or less time."
                  .formatted(exchange.accountId()));
        }
        // A refusal costs less than what is to be measured, and must not count in its place.
        require(
            isBroke && mix == Mix.REFUSE,
            "refuses, though nothing speaks against it",
            exchange,
            result);
        yield false;
      }
      case OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
          throw new WrongAnswerException("is neither yes nor no", exchange, result);
    };
  }

  /** But for what is under way, of which nobody can say yet whether it was taken. */
  private boolean isSpent(int account) {
    return expectations.holding(account).balance() < NEARLY_SPENT;
  }

  private void plan(Exchange exchange, Step step, long plannedNanos) {
    long number = requests.getAndIncrement();
    String requestId = run + Long.toString(number, 36);
    if (step == Step.RESERVE) {
      int account = accounts[(int) (draws.getAndIncrement() & (accounts.length - 1))];
      exchange.plan(
          step, account, expectations.accountId(account), requestId, requestId, plannedNanos);
      exchange.amount(mix == Mix.REFUSE ? Step.TOO_MUCH : "3");
    } else {
      exchange.plan(
          step,
          exchange.account(),
          exchange.accountId(),
          requestId,
          exchange.orderId(),
          plannedNanos);
    }
  }

  private static void require(
      boolean holds, String wrong, Exchange exchange, CommandResult result) {
    if (!holds) {
      throw new WrongAnswerException(wrong, exchange, result);
    }
  }
}
