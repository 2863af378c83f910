package dev.ringfence.perf.chaos;

import dev.ringfence.engine.domain.Amount;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * Thinks of what to ask next: everything that an account can live through, more of it on the first
 * account than on the others, and once more what was accepted a while ago.
 */
final class AskSource {
  static final String SYMBOL = "ACME";

  private static final int REMEMBERED = 256;
  private static final long WHOLE = Amount.UNITS_PER_WHOLE;

  private final Random random;
  private final String run;
  private final long firstAccountId;
  private final int accounts;
  private final Deque<Long> unopened = new ArrayDeque<>();
  private final List<Ask> accepted = new ArrayList<>();
  private final List<Ask> open = new ArrayList<>();
  private long number;

  /**
   * @param run sets the request ids of this life of the client apart from all others
   * @param firstNumber of its requests
   */
  AskSource(long seed, String run, long firstNumber, long firstAccountId, int accounts) {
    random = new Random(seed);
    this.run = run;
    this.number = firstNumber;
    this.firstAccountId = firstAccountId;
    this.accounts = accounts;
    for (int i = 0; i < accounts; i++) {
      unopened.add(firstAccountId + i);
    }
  }

  synchronized Ask next() {
    Long toOpen = unopened.poll();
    if (toOpen != null) {
      return fresh(Kind.OPEN, toOpen, "", "", 0, 0, 0);
    }
    int dice = random.nextInt(100);
    if (dice < 26) {
      return fresh(Kind.DEPOSIT, account(), "", "", amount(100), 0, 0);
    }
    if (dice < 50) {
      return reserve();
    }
    if (dice < 56) {
      return fresh(Kind.WITHDRAW, account(), "", "", amount(60), 0, 0);
    }
    if (dice < 64) {
      return fresh(Kind.READ, account(), "", "", 0, 0, 0);
    }
    if (dice < 70) {
      return repeated();
    }
    return followUp(dice);
  }

  /** An answer has come: later requests build on it. */
  synchronized void learn(Ask ask, Told told) {
    if (!told.accepted() || ask.purpose() != Purpose.NEW || ask.kind().isRead()) {
      return;
    }
    remember(accepted, ask);
    if (ask.kind() == Kind.RESERVE) {
      remember(open, ask);
    }
  }

  private Ask reserve() {
    boolean units = random.nextInt(4) == 0;
    long timeToLiveMillis = random.nextInt(5) == 0 ? 500 + random.nextInt(5_000) : 0;
    boolean tooMuch = random.nextInt(20) == 0;
    return fresh(
        Kind.RESERVE,
        account(),
        "o",
        units ? SYMBOL : "",
        tooMuch ? 1_000_000_000 * WHOLE : amount(units ? 2 : 50),
        0,
        timeToLiveMillis);
  }

  private Ask repeated() {
    if (accepted.isEmpty()) {
      return reserve();
    }
    Ask chosen = accepted.get(random.nextInt(accepted.size()));
    return random.nextInt(4) == 0 ? chosen.reused(number++) : chosen.again(number++);
  }

  /** Something about an order that was open a while ago, and may have ended meanwhile. */
  private Ask followUp(int dice) {
    if (open.isEmpty()) {
      return reserve();
    }
    int index = random.nextInt(open.size());
    Ask reserved = open.get(index);
    long part = Math.max(1, reserved.amount() / (1 + random.nextInt(4)));
    if (dice < 76) {
      return about(reserved, Kind.AMEND, "", reserved.amount() + amount(5), 0);
    }
    if (dice < 83) {
      open.remove(index);
      return about(reserved, Kind.RELEASE, "", random.nextBoolean() ? 0 : part, 0);
    }
    if (dice < 88) {
      return about(reserved, Kind.SETTLE, "", part, 0);
    }
    return reserved.symbol().isEmpty()
        ? about(reserved, Kind.BUY, SYMBOL, amount(3), part)
        : about(reserved, Kind.SELL, SYMBOL, part, amount(20));
  }

  private Ask about(Ask reserved, Kind kind, String symbol, long amount, long cash) {
    return fresh(kind, reserved.accountId(), reserved.orderId(), symbol, amount, cash, 0);
  }

  /** The order "o" stands for one that is named like the request. */
  private Ask fresh(
      Kind kind,
      long accountId,
      String orderId,
      String symbol,
      long amount,
      long cash,
      long timeToLiveMillis) {
    String requestId = run + "-" + number;
    return new Ask(
        number++,
        Purpose.NEW,
        kind,
        requestId,
        accountId,
        orderId.equals("o") ? requestId : orderId,
        symbol,
        amount,
        cash,
        timeToLiveMillis);
  }

  private long account() {
    return firstAccountId + (random.nextInt(3) == 0 ? 0 : random.nextInt(accounts));
  }

  private long amount(int wholes) {
    return 1 + random.nextLong(wholes * WHOLE);
  }

  private void remember(List<Ask> list, Ask ask) {
    if (list.size() < REMEMBERED) {
      list.add(ask);
    } else {
      list.set(random.nextInt(REMEMBERED), ask);
    }
  }
}
