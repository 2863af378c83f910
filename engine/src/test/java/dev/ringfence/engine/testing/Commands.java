package dev.ringfence.engine.testing;

import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.Side;

/** Writers of commands, as short as a test wants them. */
public final class Commands {
  private Commands() {}

  public static CommandWriter openAccount(long accountId, String requestId, String currency) {
    return slot -> {
      slot.type(CommandType.OPEN_ACCOUNT).accountId(accountId);
      slot.requestId().set(requestId);
      slot.currency(CurrencyCode.parse(currency));
    };
  }

  public static CommandWriter setStatus(long accountId, String requestId, AccountStatus status) {
    return slot -> {
      slot.type(CommandType.SET_STATUS).accountId(accountId).status(status);
      slot.requestId().set(requestId);
    };
  }

  public static CommandWriter deposit(long accountId, String requestId, long amount) {
    return slot -> {
      slot.type(CommandType.DEPOSIT).accountId(accountId).amount(amount);
      slot.requestId().set(requestId);
    };
  }

  public static CommandWriter depositUnits(
      long accountId, String requestId, String symbol, long units, long cost) {
    return slot -> {
      slot.type(CommandType.DEPOSIT).accountId(accountId).amount(units).cash(cost);
      slot.requestId().set(requestId);
      slot.symbol().set(symbol);
    };
  }

  public static CommandWriter withdraw(long accountId, String requestId, long amount) {
    return slot -> {
      slot.type(CommandType.WITHDRAW).accountId(accountId).amount(amount);
      slot.requestId().set(requestId);
    };
  }

  public static CommandWriter withdrawUnits(
      long accountId, String requestId, String symbol, long units) {
    return slot -> {
      slot.type(CommandType.WITHDRAW).accountId(accountId).amount(units);
      slot.requestId().set(requestId);
      slot.symbol().set(symbol);
    };
  }

  public static CommandWriter reserve(
      long accountId, String requestId, String orderId, long amount) {
    return reserve(accountId, requestId, orderId, amount, 0);
  }

  public static CommandWriter reserve(
      long accountId, String requestId, String orderId, long amount, long timeToLiveMillis) {
    return slot -> {
      slot.type(CommandType.RESERVE).accountId(accountId).amount(amount);
      slot.timeToLiveMillis(timeToLiveMillis);
      slot.requestId().set(requestId);
      slot.orderId().set(orderId);
    };
  }

  public static CommandWriter reserveUnits(
      long accountId, String requestId, String orderId, String symbol, long units) {
    return slot -> {
      reserve(accountId, requestId, orderId, units).write(slot);
      slot.symbol().set(symbol);
    };
  }

  /** An amount of 0 leaves it, as does a time to live of 0. */
  public static CommandWriter amend(
      long accountId, String requestId, String orderId, long amount, long timeToLiveMillis) {
    return slot -> {
      slot.type(CommandType.AMEND).accountId(accountId).amount(amount);
      slot.timeToLiveMillis(timeToLiveMillis);
      slot.requestId().set(requestId);
      slot.orderId().set(orderId);
    };
  }

  /** An amount of 0 is all that remains. */
  public static CommandWriter release(
      long accountId, String requestId, String orderId, long amount) {
    return slot -> {
      slot.type(CommandType.RELEASE).accountId(accountId).amount(amount);
      slot.requestId().set(requestId);
      slot.orderId().set(orderId);
    };
  }

  /** An amount of 0 is all that remains. */
  public static CommandWriter settle(
      long accountId, String requestId, String orderId, long amount) {
    return slot -> {
      slot.type(CommandType.SETTLE).accountId(accountId).amount(amount);
      slot.requestId().set(requestId);
      slot.orderId().set(orderId);
    };
  }

  public static CommandWriter buy(
      long accountId, String requestId, String orderId, String symbol, long units, long cash) {
    return fill(accountId, requestId, orderId, Side.BUY, symbol, units, cash, false);
  }

  public static CommandWriter sell(
      long accountId, String requestId, String orderId, String symbol, long units, long cash) {
    return fill(accountId, requestId, orderId, Side.SELL, symbol, units, cash, false);
  }

  public static CommandWriter fill(
      long accountId,
      String requestId,
      String orderId,
      Side side,
      String symbol,
      long units,
      long cash,
      boolean lastFill) {
    return slot -> {
      slot.type(CommandType.APPLY_FILL).accountId(accountId).side(side).amount(units).cash(cash);
      slot.lastFill(lastFill);
      slot.requestId().set(requestId);
      slot.orderId().set(orderId);
      slot.symbol().set(symbol);
    };
  }

  public static CommandWriter getAccount(long accountId) {
    return slot -> slot.type(CommandType.GET_ACCOUNT).accountId(accountId);
  }

  public static CommandWriter getReservation(long accountId, String orderId) {
    return slot -> {
      slot.type(CommandType.GET_RESERVATION).accountId(accountId);
      slot.orderId().set(orderId);
    };
  }

  public static CommandWriter getOutcome(long accountId, String requestId) {
    return slot -> {
      slot.type(CommandType.GET_OUTCOME).accountId(accountId);
      slot.requestId().set(requestId);
    };
  }
}
