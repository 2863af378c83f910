package dev.ringfence.engine.model;

import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes commands that look for trouble: repeated and reused ids, orders unknown, twice or over,
 * amounts at the very edge of what there is.
 */
final class AskSource {
  private static final int REMEMBERED = 4_096;
  private static final int RECENT_ORDERS = 64;

  /** Seldom, as nothing much happens to an account that was closed. */
  private static final int COMMANDS_BETWEEN_LEAVINGS = 20_000;

  private static final int LONGEST_LEAVING = 400;

  private static final String[] SYMBOLS = {"AAPL", "SEAT-12", "X", "LONG-SYMBOL-OF-SOME-LENGTH"};

  private final SplittableRandom random;
  private final StreamShape shape;
  private final Model model;
  private final Ask[] sent = new Ask[REMEMBERED];
  private final String[] orders = new String[RECENT_ORDERS];
  private long sentCount;
  private long orderCount;

  /** The account that is being emptied, as only so it can be closed. */
  private long leaving;

  /** For how many more commands; others put something into it meanwhile. */
  private int leavingCommands;

  AskSource(SplittableRandom random, StreamShape shape, Model model) {
    this.random = random;
    this.shape = shape;
    this.model = model;
  }

  Ask next() {
    Ask ask = make();
    sent[(int) (sentCount % REMEMBERED)] = ask;
    sentCount++;
    return ask;
  }

  private Ask make() {
    int dice = random.nextInt(100);
    if (sentCount > 0 && dice < shape.duplicatePercent()) {
      return earlier();
    }
    if (sentCount > 0 && dice < shape.duplicatePercent() + shape.reusePercent()) {
      Ask earlier = earlier();
      return earlier.requestId().isEmpty() ? earlier : fresh().withRequestId(earlier.requestId());
    }
    return fresh();
  }

  private Ask earlier() {
    int reach = (int) Math.min(sentCount, random.nextBoolean() ? 20 : REMEMBERED);
    return sent[(int) ((sentCount - 1 - random.nextInt(reach)) % REMEMBERED)];
  }

  private Ask fresh() {
    long accountId = 1 + random.nextLong(shape.accounts());
    Model.Account account = model.accounts.get(accountId);
    if (account != null && random.nextInt(COMMANDS_BETWEEN_LEAVINGS) == 0) {
      leaving = accountId;
      leavingCommands = LONGEST_LEAVING;
    }
    if (leavingCommands > 0 && random.nextInt(4) > 0) {
      leavingCommands--;
      return leave(leaving, model.accounts.get(leaving));
    }
    if (random.nextInt(500) == 0) {
      accountId += shape.accounts();
    }
    int dice = random.nextInt(1_000);
    if ((account == null && dice < 900) || dice < 3) {
      return command(CommandType.OPEN_ACCOUNT, accountId).currency("USD").ask();
    }
    if (dice < 80) {
      return deposit(accountId);
    }
    if (dice < 160) {
      return depositUnits(accountId);
    }
    if (dice < 200) {
      return withdraw(accountId, account);
    }
    if (dice < 520) {
      return reserve(accountId, account);
    }
    if (dice < 600) {
      return amend(accountId, account);
    }
    if (dice < 690) {
      return ofOrder(CommandType.RELEASE, accountId, account);
    }
    if (dice < 750) {
      return ofOrder(CommandType.SETTLE, accountId, account);
    }
    if (dice < 930) {
      return fill(accountId, account);
    }
    if (dice < 940) {
      int which = random.nextInt(20);
      AccountStatus status =
          which < 12
              ? AccountStatus.ACTIVE
              : which < 17 ? AccountStatus.FROZEN : AccountStatus.CLOSED;
      return command(CommandType.SET_STATUS, accountId).status(status).ask();
    }
    return read(accountId);
  }

  /** Whatever still has to go, in any order, and in the end the account itself. */
  private Ask leave(long accountId, Model.Account account) {
    if (account.status == AccountStatus.FROZEN) {
      return command(CommandType.SET_STATUS, accountId).status(AccountStatus.ACTIVE).ask();
    }
    List<Draft> steps = new ArrayList<>();
    account.reservations.forEach(
        (orderId, reservation) -> {
          if (reservation.state == ReservationState.OPEN) {
            steps.add(command(CommandType.RELEASE, accountId).orderId(orderId));
          }
        });
    account.positions.forEach(
        (symbol, position) -> {
          if (position.quantity.signum() > 0) {
            steps.add(
                command(CommandType.WITHDRAW, accountId)
                    .symbol(symbol)
                    .amount(units(position.quantity)));
          }
        });
    if (account.balance.signum() > 0) {
      steps.add(command(CommandType.WITHDRAW, accountId).amount(units(account.balance)));
    }
    if (!steps.isEmpty()) {
      return steps.get(random.nextInt(steps.size())).ask();
    }
    return command(CommandType.SET_STATUS, accountId).status(AccountStatus.CLOSED).ask();
  }

  private Ask deposit(long accountId) {
    Draft draft = command(CommandType.DEPOSIT, accountId).amount(plenty());
    if (random.nextInt(4) == 0) {
      draft.currency(random.nextInt(10) == 0 ? "EUR" : "USD");
    }
    return draft.ask();
  }

  private Ask depositUnits(long accountId) {
    return command(CommandType.DEPOSIT, accountId)
        .symbol(symbol())
        .amount(plenty())
        .cash(random.nextBoolean() ? 0 : plenty())
        .ask();
  }

  private Ask withdraw(long accountId, Model.Account account) {
    Draft draft = command(CommandType.WITHDRAW, accountId);
    if (random.nextBoolean()) {
      String symbol = symbol();
      return draft.symbol(symbol).amount(near(freeUnits(account, symbol))).ask();
    }
    if (random.nextInt(8) == 0) {
      draft.currency(random.nextBoolean() ? "EUR" : "USD");
    }
    return draft.amount(near(freeCash(account))).ask();
  }

  private Ask reserve(long accountId, Model.Account account) {
    Draft draft = command(CommandType.RESERVE, accountId);
    if (random.nextInt(10) == 0) {
      draft.orderId(order());
    } else {
      String orderId = "order-" + orderCount;
      orders[(int) (orderCount % RECENT_ORDERS)] = orderId;
      orderCount++;
      draft.orderId(orderId);
    }
    if (random.nextInt(100) < shape.timedPercent()) {
      draft.timeToLive(random.nextInt(50) == 0 ? -1 : 1 + random.nextInt(3) * 40L);
    }
    if (random.nextInt(3) == 0) {
      String symbol = symbol();
      return draft.symbol(symbol).amount(near(freeUnits(account, symbol))).ask();
    }
    return draft.amount(near(freeCash(account))).ask();
  }

  private Ask amend(long accountId, Model.Account account) {
    String orderId = order();
    Model.Reservation reservation = reservation(account, orderId);
    Draft draft = command(CommandType.AMEND, accountId).orderId(orderId);
    if (reservation != null && random.nextInt(5) == 0) {
      long gone = units(reservation.amount) - units(reservation.remaining);
      draft.amount(near(gone));
    } else if (random.nextInt(5) > 0) {
      draft.amount(near(reservation == null ? 0 : units(reservation.amount)));
    }
    int dice = random.nextInt(6);
    if (dice == 0) {
      draft.neverExpires();
    } else if (dice == 1) {
      draft.timeToLive(1 + random.nextLong(100));
    } else if (dice == 2 && random.nextInt(10) == 0) {
      draft.timeToLive(-5);
    }
    return draft.ask();
  }

  private Ask ofOrder(CommandType type, long accountId, Model.Account account) {
    String orderId = order();
    Draft draft = command(type, accountId).orderId(orderId);
    return random.nextBoolean()
        ? draft.ask()
        : draft.amount(near(remaining(account, orderId))).ask();
  }

  private Ask fill(long accountId, Model.Account account) {
    String orderId = order();
    Model.Reservation reservation = reservation(account, orderId);
    boolean sells = reservation != null && !reservation.symbol.isEmpty();
    if (random.nextInt(20) == 0) {
      sells = !sells;
    }
    long consumed = near(remaining(account, orderId));
    Draft draft =
        command(CommandType.APPLY_FILL, accountId)
            .orderId(orderId)
            .side(sells ? Side.SELL : Side.BUY)
            .symbol(
                sells
                        && reservation != null
                        && !reservation.symbol.isEmpty()
                        && random.nextInt(10) > 0
                    ? reservation.symbol
                    : symbol());
    if (random.nextInt(4) == 0) {
      draft.lastFill();
    }
    if (sells) {
      return draft.amount(consumed).cash(random.nextInt(5) == 0 ? 0 : plenty()).ask();
    }
    return draft.amount(plenty()).cash(random.nextInt(8) == 0 ? 0 : consumed).ask();
  }

  private Ask read(long accountId) {
    return switch (random.nextInt(3)) {
      case 0 -> draftOfRead(CommandType.GET_ACCOUNT, accountId).symbol(symbol()).ask();
      case 1 -> draftOfRead(CommandType.GET_RESERVATION, accountId).orderId(order()).ask();
      default -> {
        String requestId = sentCount == 0 ? "" : earlier().requestId();
        Draft draft = draftOfRead(CommandType.GET_OUTCOME, accountId);
        draft.requestId = requestId.isEmpty() ? "never-sent" : requestId;
        yield draft.ask();
      }
    };
  }

  private Draft command(CommandType type, long accountId) {
    Draft draft = draftOfRead(type, accountId);
    boolean poisoned = random.nextInt(100) < shape.poisonPercent();
    draft.requestId = "request-" + sentCount + (poisoned ? Simulation.POISON : "");
    return draft;
  }

  private static Draft draftOfRead(CommandType type, long accountId) {
    Draft draft = new Draft();
    draft.type = type;
    draft.accountId = accountId;
    return draft;
  }

  private String symbol() {
    return SYMBOLS[random.nextInt(shape.symbols())];
  }

  private String order() {
    if (orderCount == 0 || random.nextInt(50) == 0) {
      return "no-such-order";
    }
    int reach = (int) Math.min(orderCount, random.nextInt(4) > 0 ? 8 : RECENT_ORDERS);
    return orders[(int) ((orderCount - 1 - random.nextInt(reach)) % RECENT_ORDERS)];
  }

  /** Mostly a sensible amount, now and then one that breaks a sum. */
  private long plenty() {
    int dice = random.nextInt(200);
    if (dice == 0) {
      return Amount.MAX;
    }
    if (dice == 1) {
      return Amount.MAX - random.nextInt(1_000);
    }
    if (dice < 5) {
      return 1 + random.nextLong(Amount.MAX);
    }
    return 1 + random.nextLong(dice < 20 ? 10 : 10_000_000);
  }

  /** An amount around a limit: a part of it, all of it, or a little more. */
  private long near(long limit) {
    int dice = random.nextInt(20);
    if (dice == 0) {
      return plenty();
    }
    if (dice == 1) {
      return Math.min(Amount.MAX, limit + 1);
    }
    if (limit <= 1) {
      return 1;
    }
    if (dice == 2) {
      return limit;
    }
    if (dice == 3) {
      return limit - 1;
    }
    return 1 + random.nextLong(dice < 10 ? limit : Math.max(1, limit / 16));
  }

  private static long freeCash(Model.Account account) {
    return account == null ? 0 : units(account.balance);
  }

  private static long freeUnits(Model.Account account, String symbol) {
    Model.Position position = account == null ? null : account.positions.get(symbol);
    return position == null ? 0 : units(position.quantity);
  }

  private static long remaining(Model.Account account, String orderId) {
    Model.Reservation reservation = reservation(account, orderId);
    return reservation == null ? 0 : units(reservation.remaining);
  }

  private static Model.Reservation reservation(Model.Account account, String orderId) {
    return account == null ? null : account.reservations.get(orderId);
  }

  private static long units(java.math.BigDecimal amount) {
    return amount.unscaledValue().longValue();
  }

  private static final class Draft {
    private CommandType type;
    private long accountId;
    private String requestId = "";
    private String orderId = "";
    private String symbol = "";
    private String currency = "";
    private AccountStatus status;
    private Side side;
    private long amount;
    private long cash;
    private boolean lastFill;
    private long timeToLiveMillis;
    private boolean neverExpires;

    Draft orderId(String value) {
      orderId = value;
      return this;
    }

    Draft symbol(String value) {
      symbol = value;
      return this;
    }

    Draft currency(String value) {
      currency = value;
      return this;
    }

    Draft status(AccountStatus value) {
      status = value;
      return this;
    }

    Draft side(Side value) {
      side = value;
      return this;
    }

    Draft amount(long value) {
      amount = value;
      return this;
    }

    Draft cash(long value) {
      cash = value;
      return this;
    }

    Draft lastFill() {
      lastFill = true;
      return this;
    }

    Draft timeToLive(long value) {
      timeToLiveMillis = value;
      return this;
    }

    Draft neverExpires() {
      neverExpires = true;
      return this;
    }

    Ask ask() {
      return new Ask(
          type,
          accountId,
          requestId,
          orderId,
          symbol,
          currency,
          status,
          side,
          amount,
          cash,
          lastFill,
          timeToLiveMillis,
          neverExpires);
    }
  }
}
