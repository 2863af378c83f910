package dev.ringfence.engine.model;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.Side;

/** A command as a value. Strings that the type does not use are empty. */
public record Ask(
    CommandType type,
    long accountId,
    String requestId,
    String orderId,
    String symbol,
    String currency,
    AccountStatus status,
    Side side,
    long amount,
    long cash,
    boolean lastFill,
    long timeToLiveMillis,
    boolean neverExpires) {

  /** What makes it another command than one with the same id. */
  public Ask content() {
    return new Ask(
        type,
        accountId,
        "",
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

  public Ask withRequestId(String other) {
    return new Ask(
        type,
        accountId,
        other,
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

  public void write(Command slot) {
    slot.type(type)
        .accountId(accountId)
        .status(status)
        .side(side)
        .amount(amount)
        .cash(cash)
        .lastFill(lastFill)
        .timeToLiveMillis(timeToLiveMillis)
        .neverExpires(neverExpires);
    slot.currency(currency.isEmpty() ? CurrencyCode.NONE : CurrencyCode.parse(currency));
    if (!requestId.isEmpty()) {
      slot.requestId().set(requestId);
    }
    if (!orderId.isEmpty()) {
      slot.orderId().set(orderId);
    }
    if (!symbol.isEmpty()) {
      slot.symbol().set(symbol);
    }
  }
}
