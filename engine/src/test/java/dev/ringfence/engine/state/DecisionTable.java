package dev.ringfence.engine.state;

import static dev.ringfence.engine.domain.AccountStatus.ACTIVE;
import static dev.ringfence.engine.domain.AccountStatus.CLOSED;
import static dev.ringfence.engine.domain.AccountStatus.FROZEN;
import static dev.ringfence.engine.testing.Commands.amend;
import static dev.ringfence.engine.testing.Commands.buy;
import static dev.ringfence.engine.testing.Commands.deposit;
import static dev.ringfence.engine.testing.Commands.depositUnits;
import static dev.ringfence.engine.testing.Commands.fill;
import static dev.ringfence.engine.testing.Commands.getAccount;
import static dev.ringfence.engine.testing.Commands.getOutcome;
import static dev.ringfence.engine.testing.Commands.getReservation;
import static dev.ringfence.engine.testing.Commands.openAccount;
import static dev.ringfence.engine.testing.Commands.release;
import static dev.ringfence.engine.testing.Commands.reserve;
import static dev.ringfence.engine.testing.Commands.reserveUnits;
import static dev.ringfence.engine.testing.Commands.sell;
import static dev.ringfence.engine.testing.Commands.setStatus;
import static dev.ringfence.engine.testing.Commands.settle;
import static dev.ringfence.engine.testing.Commands.withdraw;
import static dev.ringfence.engine.testing.Commands.withdrawUnits;

import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.Side;
import java.util.ArrayList;
import java.util.List;

/**
 * Every command with every answer it can have, in the order of precedence. The test runs it, and
 * docs/outcomes.md is made of it.
 *
 * <p>The stage: account 1 has 100 in cash and 10 units of X for 40; its open reservations are cash
 * (30 left of 50) and units (4 of X). Order done was released. Account 2 is closed, account 3 is
 * frozen, with 10 in cash and 5 reserved for order held, account 4 is empty, account 5 is full.
 */
final class DecisionTable {
  record Row(CommandType type, Reason reason, String when, CommandWriter command) {}

  private final List<Row> rows = new ArrayList<>();

  static List<Row> rows() {
    DecisionTable table = new DecisionTable();
    table.accounts();
    table.depositAndWithdraw();
    table.reserveRows();
    table.amendRows();
    table.releaseAndSettle();
    table.fillRows();
    table.reads();
    return List.copyOf(table.rows);
  }

  static Cell stage() {
    Cell cell = new Cell();
    List<CommandWriter> setting =
        List.of(
            openAccount(1, "s1", "USD"),
            deposit(1, "used", 150),
            depositUnits(1, "s2", "X", 14, 56),
            reserve(1, "s3", "cash", 50),
            release(1, "s4", "cash", 20),
            withdraw(1, "s5", 20),
            reserveUnits(1, "s6", "units", "X", 4),
            reserve(1, "s7", "done", 1),
            release(1, "s8", "done", 0),
            openAccount(2, "s1", "USD"),
            setStatus(2, "s2", CLOSED),
            openAccount(3, "s1", "USD"),
            deposit(3, "s2", 15),
            reserve(3, "s3", "held", 5),
            depositUnits(3, "s4", "X", 4, 0),
            setStatus(3, "s5", FROZEN),
            openAccount(4, "s1", "USD"),
            openAccount(5, "s1", "USD"),
            deposit(5, "s2", Amount.MAX - 10),
            depositUnits(5, "s3", "X", Amount.MAX - 20, 0),
            reserve(5, "s4", "cash", 50),
            reserveUnits(5, "s5", "units", "X", 20));
    for (CommandWriter command : setting) {
      if (!cell.run(command).accepted()) {
        throw new AssertionError("The stage can't be set");
      }
    }
    return cell;
  }

  private void accounts() {
    CommandType open = CommandType.OPEN_ACCOUNT;
    reused(open, openAccount(1, "used", "USD"));
    row(open, Reason.ACCOUNT_EXISTS, "the account exists", openAccount(2, "n", "USD"));
    row(open, Reason.NONE, "otherwise", openAccount(9, "n", "USD"));
    CommandType status = CommandType.SET_STATUS;
    common(
        status, setStatus(1, "used", FROZEN), setStatus(9, "n", FROZEN), setStatus(2, "n", ACTIVE));
    row(
        status,
        Reason.ACCOUNT_NOT_EMPTY,
        "to CLOSED, with cash, units or an open reservation",
        setStatus(1, "n", CLOSED));
    row(status, Reason.NONE, "to CLOSED, when empty", setStatus(4, "n", CLOSED));
    row(status, Reason.NONE, "otherwise, also to what it is already", setStatus(3, "n", ACTIVE));
  }

  private void depositAndWithdraw() {
    CommandType deposit = CommandType.DEPOSIT;
    common(deposit, deposit(1, "used", 1), deposit(9, "n", 1), deposit(2, "n", 1));
    row(
        deposit,
        Reason.CURRENCY_MISMATCH,
        "of cash, in another currency than the account's",
        in("EUR", deposit(5, "n", Amount.MAX)));
    row(
        deposit,
        Reason.AMOUNT_OVERFLOW,
        "free and reserved cash, units, or cost would pass the largest amount",
        deposit(5, "n", 11),
        depositUnits(5, "n", "X", 21, 0),
        depositUnits(1, "n", "X", 1, Amount.MAX));
    row(
        deposit,
        Reason.NONE,
        "otherwise, also into a frozen account",
        in("USD", deposit(1, "n", 1)),
        deposit(3, "n", 1),
        depositUnits(3, "n", "NEW", 1, 0));
    CommandType withdraw = CommandType.WITHDRAW;
    common(withdraw, withdraw(1, "used", 1), withdraw(9, "n", 1), withdraw(2, "n", 1));
    row(
        withdraw,
        Reason.ACCOUNT_NOT_ACTIVE,
        "the account is frozen",
        in("EUR", withdraw(3, "n", 99)),
        withdrawUnits(3, "n", "X", 99));
    row(
        withdraw,
        Reason.CURRENCY_MISMATCH,
        "of cash, in another currency than the account's",
        in("EUR", withdraw(1, "n", 999)));
    row(
        withdraw,
        Reason.INSUFFICIENT_BALANCE,
        "of cash, free cash does not cover it",
        withdraw(1, "n", 101));
    row(
        withdraw,
        Reason.INSUFFICIENT_POSITION,
        "of units, the free ones do not cover it",
        withdrawUnits(1, "n", "X", 11),
        withdrawUnits(1, "n", "NEW", 1));
    row(withdraw, Reason.NONE, "otherwise", withdraw(1, "n", 100), withdrawUnits(1, "n", "X", 10));
  }

  private void reserveRows() {
    CommandType reserve = CommandType.RESERVE;
    common(
        reserve,
        reserve(1, "used", "new", 1),
        reserve(9, "n", "new", 1),
        reserve(2, "n", "new", 1));
    row(
        reserve,
        Reason.ACCOUNT_NOT_ACTIVE,
        "the account is frozen",
        reserve(3, "n", "held", 99, -1));
    row(
        reserve,
        Reason.RESERVATION_EXISTS,
        "the order has a reservation, or had one",
        reserve(1, "n", "cash", 999, -1),
        reserve(1, "n", "done", 999));
    row(
        reserve,
        Reason.EXPIRY_IN_PAST,
        "the time to live is negative",
        reserve(1, "n", "new", 999, -1));
    row(
        reserve,
        Reason.INSUFFICIENT_BALANCE,
        "of cash, free cash does not cover it",
        reserve(1, "n", "new", 101));
    row(
        reserve,
        Reason.INSUFFICIENT_POSITION,
        "of units, the free ones do not cover it",
        reserveUnits(1, "n", "new", "X", 11),
        reserveUnits(1, "n", "new", "NEW", 1));
    row(
        reserve,
        Reason.NONE,
        "otherwise",
        reserve(1, "n", "new", 100),
        reserveUnits(1, "n", "new", "X", 10));
  }

  private void amendRows() {
    CommandType amend = CommandType.AMEND;
    common(
        amend,
        amend(1, "used", "cash", 1, 0),
        amend(9, "n", "cash", 1, 0),
        amend(2, "n", "cash", 1, 0));
    unfit(amend, amend(1, "n", "never", 1, 0), amend(1, "n", "done", 1, 0));
    row(
        amend,
        Reason.EXPIRY_IN_PAST,
        "the time to live is negative",
        amend(1, "n", "cash", 19, -1));
    row(
        amend,
        Reason.INSUFFICIENT_RESERVED,
        "down to less than what was consumed or given back",
        amend(1, "n", "cash", 19, 0));
    row(
        amend,
        Reason.ACCOUNT_NOT_ACTIVE,
        "up, and the account is frozen",
        amend(3, "n", "held", 999, 0));
    row(
        amend,
        Reason.INSUFFICIENT_BALANCE,
        "up, of cash, and free cash does not cover it",
        amend(1, "n", "cash", 151, 0));
    row(
        amend,
        Reason.INSUFFICIENT_POSITION,
        "up, of units, and the free ones do not cover it",
        amend(1, "n", "units", 15, 0));
    row(
        amend,
        Reason.NONE,
        "otherwise; with nothing left it ends as RELEASED",
        amend(1, "n", "cash", 150, 5),
        amend(1, "n", "cash", 20, 0),
        amend(1, "n", "units", 14, 0),
        amend(3, "n", "held", 1, 5));
  }

  private void releaseAndSettle() {
    CommandType release = CommandType.RELEASE;
    common(
        release,
        release(1, "used", "cash", 1),
        release(9, "n", "cash", 1),
        release(2, "n", "cash", 1));
    unfit(release, release(1, "n", "never", 1), release(1, "n", "done", 1));
    row(
        release,
        Reason.INSUFFICIENT_RESERVED,
        "more than what remains",
        release(1, "n", "cash", 31));
    row(
        release,
        Reason.NONE,
        "otherwise, also in a frozen account",
        release(1, "n", "cash", 30),
        release(1, "n", "units", 0),
        release(3, "n", "held", 1));
    CommandType settle = CommandType.SETTLE;
    common(
        settle, settle(1, "used", "cash", 1), settle(9, "n", "cash", 1), settle(2, "n", "cash", 1));
    unfit(settle, settle(1, "n", "never", 1), settle(1, "n", "done", 1));
    row(settle, Reason.INSUFFICIENT_RESERVED, "more than what remains", settle(1, "n", "cash", 31));
    row(
        settle,
        Reason.NONE,
        "otherwise, also in a frozen account",
        settle(1, "n", "cash", 30),
        settle(1, "n", "units", 0),
        settle(3, "n", "held", 1));
  }

  private void fillRows() {
    CommandType fill = CommandType.APPLY_FILL;
    common(
        fill,
        buy(1, "used", "cash", "X", 1, 1),
        buy(9, "n", "cash", "X", 1, 1),
        buy(2, "n", "cash", "X", 1, 1));
    unfit(fill, buy(1, "n", "never", "X", 1, 1), sell(1, "n", "done", "X", 1, 1));
    row(
        fill,
        Reason.RESERVATION_MISMATCH,
        "BUY on reserved units, SELL on reserved cash or on another symbol",
        buy(1, "n", "units", "X", 1, 99),
        sell(1, "n", "cash", "X", 99, 1),
        sell(1, "n", "units", "NEW", 99, 1));
    row(
        fill,
        Reason.INSUFFICIENT_RESERVED,
        "BUY: more cash, SELL: more units than what remains",
        buy(1, "n", "cash", "X", Amount.MAX, 31),
        sell(1, "n", "units", "X", 5, Amount.MAX));
    row(
        fill,
        Reason.AMOUNT_OVERFLOW,
        "BUY: units or cost, SELL: cash would pass the largest amount",
        buy(5, "n", "cash", "X", 21, 1),
        sell(5, "n", "units", "X", 1, 11));
    row(
        fill,
        Reason.NONE,
        "otherwise, also in a frozen account, as the trade has happened",
        buy(1, "n", "cash", "X", 1, 30),
        fill(1, "n", "cash", Side.BUY, "NEW", 1, 10, true),
        sell(1, "n", "units", "X", 4, 100),
        buy(3, "n", "held", "X", 1, 5));
  }

  private void reads() {
    row(
        CommandType.GET_ACCOUNT,
        Reason.ACCOUNT_NOT_FOUND,
        "there is no such account",
        getAccount(9));
    row(CommandType.GET_ACCOUNT, Reason.NONE, "otherwise, also a closed one", getAccount(2));
    row(
        CommandType.GET_RESERVATION,
        Reason.ACCOUNT_NOT_FOUND,
        "there is no such account",
        getReservation(9, "cash"));
    row(
        CommandType.GET_RESERVATION,
        Reason.RESERVATION_NOT_FOUND,
        "the order has none, or one that ended too long ago to be remembered",
        getReservation(1, "never"));
    row(
        CommandType.GET_RESERVATION,
        Reason.NONE,
        "otherwise, also one that has ended",
        getReservation(1, "done"));
    row(
        CommandType.GET_OUTCOME,
        Reason.NONE,
        "the id is remembered; the answer as it was, marked replayed (if not: no answer and no reason)",
        getOutcome(1, "used"));
  }

  private void common(
      CommandType type, CommandWriter reused, CommandWriter unknown, CommandWriter closed) {
    reused(type, reused);
    row(type, Reason.ACCOUNT_NOT_FOUND, "there is no such account", unknown);
    row(type, Reason.ACCOUNT_NOT_ACTIVE, "the account is closed", closed);
  }

  private void reused(CommandType type, CommandWriter command) {
    row(
        type,
        Reason.REQUEST_ID_REUSED,
        "the request id came before with other content (with the same: its answer again)",
        command);
  }

  private void unfit(CommandType type, CommandWriter unknown, CommandWriter ended) {
    row(
        type,
        Reason.RESERVATION_NOT_FOUND,
        "the order has none, or one that ended too long ago to be remembered",
        unknown);
    row(type, Reason.RESERVATION_CLOSED, "the reservation has ended", ended);
  }

  private void row(CommandType type, Reason reason, String when, CommandWriter... commands) {
    for (CommandWriter command : commands) {
      rows.add(new Row(type, reason, when, command));
    }
  }

  private static CommandWriter in(String currency, CommandWriter writer) {
    return slot -> {
      writer.write(slot);
      slot.currency(CurrencyCode.parse(currency));
    };
  }
}
