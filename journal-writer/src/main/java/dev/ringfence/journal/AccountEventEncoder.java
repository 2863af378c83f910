package dev.ringfence.journal;

import dev.ringfence.api.v1.Account;
import dev.ringfence.api.v1.Position;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.engine.domain.AveragePrice;
import dev.ringfence.engine.effect.AccountChange;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.PositionChange;
import dev.ringfence.engine.effect.ReservationChange;
import dev.ringfence.events.v1.AccountEvent;

/**
 * Writes an effect as {@link AccountEvent}. Its enums have the numbers of the engine's codes. One
 * instance belongs to one thread.
 */
public final class AccountEventEncoder {
  private static final int INITIAL_CAPACITY = 512;
  private static final int TIMESTAMP_SECONDS = 1;
  private static final int TIMESTAMP_NANOS = 2;
  private static final int MILLIS_PER_SECOND = 1_000;
  private static final int NANOS_PER_MILLI = 1_000_000;

  private final ProtobufEncoder fields = new ProtobufEncoder();
  private final WireBuffer alone = new WireBuffer(INITIAL_CAPACITY);

  /** The event as bytes of its own. */
  public byte[] encode(Effect effect) {
    alone.truncate(0);
    encode(effect, alone);
    byte[] event = new byte[alone.length()];
    alone.copyTo(event, 0);
    return event;
  }

  void encode(Effect effect, WireBuffer target) {
    fields.into(target);
    int eventId = fields.begin(AccountEvent.EVENT_ID_FIELD_NUMBER);
    CharacterCodec.putNumber(target, effect.accountId());
    target.putByte('-');
    CharacterCodec.putNumber(target, effect.version());
    fields.end(eventId);
    fields.number(AccountEvent.TYPE_FIELD_NUMBER, effect.type().code());
    fields.text(AccountEvent.REQUEST_ID_FIELD_NUMBER, effect.requestId());
    account(effect);
    if (effect.position().present()) {
      position(effect.position());
    }
    if (effect.reservation().present()) {
      reservation(effect);
    }
    fields.amount(AccountEvent.BALANCE_CHANGE_FIELD_NUMBER, effect.account().balanceChange());
    fields.amount(AccountEvent.RESERVED_CHANGE_FIELD_NUMBER, effect.account().reservedChange());
    if (effect.position().present()) {
      fields.amount(AccountEvent.QUANTITY_CHANGE_FIELD_NUMBER, effect.position().quantityChange());
      fields.amount(
          AccountEvent.RESERVED_QUANTITY_CHANGE_FIELD_NUMBER,
          effect.position().reservedQuantityChange());
    }
    timestamp(AccountEvent.OCCURRED_AT_FIELD_NUMBER, effect.timeMillis());
  }

  private void account(Effect effect) {
    AccountChange change = effect.account();
    int start = fields.begin(AccountEvent.ACCOUNT_FIELD_NUMBER);
    fields.number(Account.ACCOUNT_ID_FIELD_NUMBER, effect.accountId());
    fields.currency(Account.CURRENCY_FIELD_NUMBER, change.currency());
    fields.number(Account.STATUS_FIELD_NUMBER, change.status().code());
    fields.amount(Account.BALANCE_FIELD_NUMBER, change.balance());
    fields.amount(Account.RESERVED_FIELD_NUMBER, change.reserved());
    fields.number(Account.VERSION_FIELD_NUMBER, effect.version());
    fields.end(start);
  }

  private void position(PositionChange change) {
    int start = fields.begin(AccountEvent.POSITION_FIELD_NUMBER);
    fields.text(Position.SYMBOL_FIELD_NUMBER, change.symbol());
    fields.amount(Position.QUANTITY_FIELD_NUMBER, change.quantity());
    fields.amount(Position.RESERVED_QUANTITY_FIELD_NUMBER, change.reservedQuantity());
    fields.amount(Position.COST_FIELD_NUMBER, change.cost());
    long held = Math.addExact(change.quantity(), change.reservedQuantity());
    if (held > 0) {
      averagePrice(change.cost(), held);
    }
    fields.end(start);
  }

  private void averagePrice(long cost, long held) {
    if (AveragePrice.isAmount(cost)) {
      fields.amount(Position.AVERAGE_PRICE_FIELD_NUMBER, AveragePrice.amount(cost, held));
    } else {
      fields.ascii(Position.AVERAGE_PRICE_FIELD_NUMBER, AveragePrice.format(cost, held));
    }
  }

  private void reservation(Effect effect) {
    ReservationChange change = effect.reservation();
    int start = fields.begin(AccountEvent.RESERVATION_FIELD_NUMBER);
    fields.text(Reservation.ORDER_ID_FIELD_NUMBER, change.orderId());
    if (change.ofSymbol()) {
      fields.text(Reservation.SYMBOL_FIELD_NUMBER, effect.position().symbol());
    }
    fields.amount(Reservation.AMOUNT_FIELD_NUMBER, change.amount());
    fields.amount(Reservation.REMAINING_FIELD_NUMBER, change.remaining());
    fields.number(Reservation.STATE_FIELD_NUMBER, change.state().code());
    if (change.expiresAtMillis() != 0) {
      timestamp(Reservation.EXPIRES_AT_FIELD_NUMBER, change.expiresAtMillis());
    }
    fields.end(start);
  }

  private void timestamp(int field, long millis) {
    int start = fields.begin(field);
    fields.number(TIMESTAMP_SECONDS, Math.floorDiv(millis, MILLIS_PER_SECOND));
    fields.number(
        TIMESTAMP_NANOS, (long) Math.floorMod(millis, MILLIS_PER_SECOND) * NANOS_PER_MILLI);
    fields.end(start);
  }
}
