package dev.ringfence.gateway.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringfence.api.v1.Side;
import dev.ringfence.events.v1.DepositEvent;
import dev.ringfence.events.v1.FillEvent;
import dev.ringfence.events.v1.WithdrawEvent;

/** Records' bytes, as short as a test wants them. */
final class Events {
  private Events() {}

  static byte[] key(long accountId) {
    return Long.toString(accountId).getBytes(UTF_8);
  }

  static byte[] deposit(long accountId, String eventId, String amount) {
    return DepositEvent.newBuilder()
        .setAccountId(accountId)
        .setEventId(eventId)
        .setAmount(amount)
        .setCurrency("USD")
        .build()
        .toByteArray();
  }

  static byte[] withdrawal(long accountId, String eventId, String amount) {
    return WithdrawEvent.newBuilder()
        .setAccountId(accountId)
        .setEventId(eventId)
        .setAmount(amount)
        .setCurrency("USD")
        .build()
        .toByteArray();
  }

  static byte[] fill(long accountId, String eventId, String orderId, String quantity) {
    return FillEvent.newBuilder()
        .setAccountId(accountId)
        .setEventId(eventId)
        .setOrderId(orderId)
        .setSymbol("ACME")
        .setSide(Side.SIDE_BUY)
        .setFillPrice("1")
        .setQuantity(quantity)
        .build()
        .toByteArray();
  }
}
