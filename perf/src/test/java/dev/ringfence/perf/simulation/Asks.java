package dev.ringfence.perf.simulation;

import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Side;
import dev.ringfence.engine.model.Ask;
import dev.ringfence.journal.MemoryTables;
import java.util.List;
import java.util.SplittableRandom;

/** Thinks of commands that collide: few accounts, few orders, amounts near what there is. */
final class Asks {
  private static final String[] SYMBOLS = {"AAPL", "SEAT-12"};
  private static final int RECENT = 6;

  private final SplittableRandom random;
  private final int accounts;
  private final List<String> orders;
  private int made;

  /**
   * @param orders the order ids of all clients, newest last
   */
  Asks(SplittableRandom random, int accounts, List<String> orders) {
    this.random = random;
    this.accounts = accounts;
    this.orders = orders;
  }

  /** The next command of this client; its earlier ones may be repeated under other content. */
  Ask next(String client, List<Question> earlier) {
    int dice = random.nextInt(100);
    String id = client + "-" + made++;
    if (dice < 2 && !earlier.isEmpty()) {
      Ask other = earlier.get(random.nextInt(earlier.size())).ask();
      if (!other.type().isRead()) {
        return make(CommandType.DEPOSIT, other.accountId(), other.requestId(), "", "", 7_777);
      }
    }
    return fresh(random.nextInt(100) == 0 ? id + MemoryTables.POISON : id);
  }

  /** Opens an account, or puts cash and units into it. */
  Ask first(long accountId, int step) {
    String id = "first-" + accountId + "-" + step;
    return switch (step) {
      case 0 -> open(accountId, id);
      case 1 -> make(CommandType.DEPOSIT, accountId, id, "", "", 5_000_000);
      default -> make(CommandType.DEPOSIT, accountId, id, "", SYMBOLS[0], 400_000);
    };
  }

  private Ask fresh(String id) {
    long account = 1L + random.nextInt(accounts);
    int dice = random.nextInt(100);
    if (dice < 12) {
      return make(CommandType.DEPOSIT, account, id, "", symbolOrCash(), amount());
    }
    if (dice < 20) {
      return make(CommandType.WITHDRAW, account, id, "", symbolOrCash(), amount());
    }
    if (dice < 48) {
      return reserve(account, id);
    }
    if (dice < 55) {
      return amend(account, id);
    }
    if (dice < 65) {
      return make(CommandType.RELEASE, account, id, order(), "", random.nextInt(2) * amount());
    }
    if (dice < 72) {
      return make(CommandType.SETTLE, account, id, order(), "", random.nextInt(2) * amount());
    }
    if (dice < 86) {
      return fill(account, id);
    }
    if (dice < 88) {
      return status(account, id);
    }
    if (dice < 95) {
      return make(CommandType.GET_ACCOUNT, account, "", "", symbolOrCash(), 0);
    }
    return make(CommandType.GET_RESERVATION, account, "", order(), "", 0);
  }

  private Ask reserve(long account, String id) {
    String order = random.nextInt(12) == 0 ? order() : "order-" + id;
    orders.add(order);
    long timeToLive = random.nextInt(3) == 0 ? 1 + random.nextInt(3_000) : 0;
    return new Ask(
        CommandType.RESERVE,
        account,
        id,
        order,
        symbolOrCash(),
        "",
        null,
        null,
        amount(),
        0,
        false,
        timeToLive,
        false);
  }

  private Ask amend(long account, String id) {
    long timeToLive = random.nextBoolean() ? 1 + random.nextInt(2_000) : 0;
    return new Ask(
        CommandType.AMEND,
        account,
        id,
        order(),
        "",
        "",
        null,
        null,
        amount(),
        0,
        false,
        timeToLive,
        timeToLive == 0 && random.nextBoolean());
  }

  private Ask fill(long account, String id) {
    boolean buys = random.nextInt(3) > 0;
    return new Ask(
        CommandType.APPLY_FILL,
        account,
        id,
        order(),
        SYMBOLS[random.nextInt(SYMBOLS.length)],
        "",
        null,
        buys ? Side.BUY : Side.SELL,
        1 + random.nextInt(50_000),
        1 + random.nextInt(100_000),
        random.nextInt(3) == 0,
        0,
        false);
  }

  private Ask status(long account, String id) {
    AccountStatus status = random.nextInt(3) == 0 ? AccountStatus.FROZEN : AccountStatus.ACTIVE;
    return new Ask(
        CommandType.SET_STATUS, account, id, "", "", "", status, null, 0, 0, false, 0, false);
  }

  private static Ask open(long account, String id) {
    return new Ask(
        CommandType.OPEN_ACCOUNT, account, id, "", "", "USD", null, null, 0, 0, false, 0, false);
  }

  private static Ask make(
      CommandType type, long account, String id, String order, String symbol, long amount) {
    return new Ask(type, account, id, order, symbol, "", null, null, amount, 0, false, 0, false);
  }

  private String order() {
    if (orders.isEmpty() || random.nextInt(20) == 0) {
      return "no-such-order";
    }
    int reach = Math.min(RECENT, orders.size());
    return orders.get(orders.size() - 1 - random.nextInt(reach));
  }

  private String symbolOrCash() {
    return random.nextInt(4) > 0 ? "" : SYMBOLS[random.nextInt(SYMBOLS.length)];
  }

  private long amount() {
    return 1 + random.nextLong(random.nextInt(4) == 0 ? 3_000_000 : 100_000);
  }
}
