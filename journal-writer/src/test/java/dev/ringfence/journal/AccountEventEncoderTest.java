package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.Timestamp;
import dev.ringfence.api.v1.Account;
import dev.ringfence.api.v1.Position;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.api.v1.ReservationState;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectType;
import dev.ringfence.events.v1.AccountEvent;
import dev.ringfence.events.v1.AccountEventType;
import org.junit.jupiter.api.Test;

class AccountEventEncoderTest {
  private static final String LONG_ID = "x".repeat(64);

  @Test
  void shouldWriteEveryFieldWhenTheEffectHasAll() throws Exception {
    Effect effect = account(new Effect(), EffectType.RESERVED);
    effect.position().symbol().set(LONG_ID);
    effect.position().present(true).quantity(70_000).quantityChange(-30_000);
    effect.position().reservedQuantity(30_000).reservedQuantityChange(30_000).cost(1_000_000);
    effect.reservation().orderId().set(LONG_ID);
    effect.reservation().present(true).ofSymbol(true).amount(30_000).remaining(30_000);
    effect.reservation().state(dev.ringfence.engine.domain.ReservationState.OPEN);
    effect.reservation().expiresAtMillis(1_700_000_000_500L);

    AccountEvent expected =
        withoutPosition()
            .setType(AccountEventType.ACCOUNT_EVENT_TYPE_RESERVED)
            .setPosition(
                Position.newBuilder()
                    .setSymbol(LONG_ID)
                    .setQuantity("7")
                    .setReservedQuantity("3")
                    .setCost("100")
                    .setAveragePrice("10"))
            .setReservation(
                Reservation.newBuilder()
                    .setOrderId(LONG_ID)
                    .setSymbol(LONG_ID)
                    .setAmount("3")
                    .setRemaining("3")
                    .setState(ReservationState.RESERVATION_STATE_OPEN)
                    .setExpiresAt(
                        Timestamp.newBuilder().setSeconds(1_700_000_000L).setNanos(500_000_000)))
            .setQuantityChange("-3")
            .setReservedQuantityChange("3")
            .build();
    assertEquals(expected, encoded(effect));
  }

  @Test
  void shouldLeaveOutPositionAndReservationWhenTheEffectHasNone() throws Exception {
    Effect effect = account(new Effect(), EffectType.DEPOSITED);

    assertEquals(
        withoutPosition().setType(AccountEventType.ACCOUNT_EVENT_TYPE_DEPOSITED).build(),
        encoded(effect));
  }

  @Test
  void shouldRoundHalfUpWhenThePriceIsNotEven() throws Exception {
    assertEquals("0.3333", averagePrice(10_000, 30_000));
    assertEquals("0.6667", averagePrice(20_000, 30_000));
    assertEquals("0.0001", averagePrice(1, 20_000));
    assertEquals("0", averagePrice(1, 20_001));
    assertEquals("99999999999999.9999", averagePrice(Amount.MAX, 10_000));
    assertEquals("999999999999999999", averagePrice(Amount.MAX, 1));
    assertEquals("", averagePrice(0, 0));
  }

  @Test
  void shouldNumberTypesAsTheEngineDoes() {
    for (EffectType type : EffectType.values()) {
      assertEquals(
          "ACCOUNT_EVENT_TYPE_" + type.name(), AccountEventType.forNumber(type.code()).name());
    }
    for (AccountStatus status : AccountStatus.values()) {
      assertEquals(
          "ACCOUNT_STATUS_" + status.name(),
          dev.ringfence.api.v1.AccountStatus.forNumber(status.code()).name());
    }
    for (var state : dev.ringfence.engine.domain.ReservationState.values()) {
      assertEquals(
          "RESERVATION_STATE_" + state.name(), ReservationState.forNumber(state.code()).name());
    }
  }

  private static String averagePrice(long cost, long units) throws Exception {
    Effect effect = account(new Effect(), EffectType.DEPOSITED);
    effect.position().symbol().set("ACME");
    effect.position().present(true).quantity(units).cost(cost);
    return encoded(effect).getPosition().getAveragePrice();
  }

  private static Effect account(Effect effect, EffectType type) {
    effect.type(type).accountId(Long.MAX_VALUE).version(300).timeMillis(1_600_000_000_001L);
    effect.requestId().set(LONG_ID);
    effect.account().currency(CurrencyCode.parse("USD")).status(AccountStatus.FROZEN);
    effect.account().balance(Amount.MAX).balanceChange(-Amount.MAX).reserved(1).reservedChange(0);
    return effect;
  }

  private static AccountEvent.Builder withoutPosition() {
    return AccountEvent.newBuilder()
        .setEventId(Long.MAX_VALUE + "-300")
        .setRequestId(LONG_ID)
        .setAccount(
            Account.newBuilder()
                .setAccountId(Long.MAX_VALUE)
                .setCurrency("USD")
                .setStatus(dev.ringfence.api.v1.AccountStatus.ACCOUNT_STATUS_FROZEN)
                .setBalance("99999999999999.9999")
                .setReserved("0.0001")
                .setVersion(300))
        .setBalanceChange("-99999999999999.9999")
        .setReservedChange("0")
        .setOccurredAt(Timestamp.newBuilder().setSeconds(1_600_000_000L).setNanos(1_000_000));
  }

  private static AccountEvent encoded(Effect effect) throws Exception {
    WireBuffer buffer = new WireBuffer(16);
    new AccountEventEncoder().encode(effect, buffer);
    byte[] bytes = new byte[buffer.length()];
    buffer.copyTo(bytes, 0);
    return AccountEvent.parseFrom(bytes);
  }
}
