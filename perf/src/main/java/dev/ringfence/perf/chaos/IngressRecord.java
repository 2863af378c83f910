package dev.ringfence.perf.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringfence.api.v1.Side;
import dev.ringfence.events.v1.DepositEvent;
import dev.ringfence.events.v1.FillEvent;
import dev.ringfence.events.v1.WithdrawEvent;
import dev.ringfence.journal.relay.Topics;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A record for the ingress, and what must become of it.
 *
 * @param cash what it does to the account's cash, free and reserved, in units
 * @param deadReason the code of its dead letter; empty where it must have its effect
 */
record IngressRecord(
    ProducerRecord<byte[], byte[]> record,
    String eventId,
    long accountId,
    long cash,
    String deadReason) {
  /** An order that each account has, large enough for all fills. */
  static final String ORDER = "order";

  private static final long UNIT = 10_000;
  private static final String MALFORMED = "MALFORMED";
  private static final String INVALID = "INVALID";
  private static final long NEVER_OPENED = 1_000_000_000_000L;
  private static final int TOO_LARGE_BYTES = 100_000;
  private static final int ONE_IN = 10;

  boolean isPoison() {
    return !deadReason.isEmpty();
  }

  /** One in ten is poison, of nine kinds. */
  static IngressRecord draw(Random random, String eventId, long accountId) {
    if (random.nextInt(ONE_IN) == 0) {
      return poison(random, eventId, accountId);
    }
    return switch (random.nextInt(3)) {
      case 0 -> fill(eventId, accountId, ORDER, "");
      case 1 -> deposit(eventId, accountId, "1", UNIT, "");
      default -> withdrawal(eventId, accountId);
    };
  }

  private static IngressRecord poison(Random random, String id, long accountId) {
    return switch (random.nextInt(9)) {
      case 0 -> raw(id, accountId, key(accountId), new byte[] {(byte) 0xFF, 9});
      case 1 -> raw(id, accountId, key(accountId), null);
      case 2 -> raw(id, accountId, null, deposit(id, accountId, "1", 0, "").record().value());
      case 3 ->
          raw(
              id,
              accountId,
              key(accountId + 1),
              deposit(id, accountId, "1", 0, "").record().value());
      case 4 -> raw(id, accountId, key(accountId), new byte[TOO_LARGE_BYTES]);
      case 5 -> deposit(id, accountId, "-1", 0, INVALID);
      case 6 -> deposit(id, accountId, "1e-100000000", 0, INVALID);
      case 7 -> deposit(id, accountId + NEVER_OPENED, "1", 0, "ACCOUNT_NOT_FOUND");
      default -> fill(id, accountId, "no-such-order", "RESERVATION_NOT_FOUND");
    };
  }

  private static IngressRecord raw(String id, long accountId, byte[] key, byte[] value) {
    return new IngressRecord(
        new ProducerRecord<>(Topics.DEPOSITS, key, value), id, accountId, 0, MALFORMED);
  }

  private static IngressRecord deposit(
      String id, long accountId, String amount, long cash, String deadReason) {
    DepositEvent event =
        DepositEvent.newBuilder()
            .setEventId(id)
            .setAccountId(accountId)
            .setAmount(amount)
            .setCurrency("USD")
            .build();
    return new IngressRecord(
        new ProducerRecord<>(Topics.DEPOSITS, key(accountId), event.toByteArray()),
        id,
        accountId,
        cash,
        deadReason);
  }

  private static IngressRecord withdrawal(String id, long accountId) {
    WithdrawEvent event =
        WithdrawEvent.newBuilder()
            .setEventId(id)
            .setAccountId(accountId)
            .setAmount("1")
            .setCurrency("USD")
            .build();
    return new IngressRecord(
        new ProducerRecord<>(Topics.WITHDRAWALS, key(accountId), event.toByteArray()),
        id,
        accountId,
        -UNIT,
        "");
  }

  private static IngressRecord fill(String id, long accountId, String order, String deadReason) {
    FillEvent event =
        FillEvent.newBuilder()
            .setEventId(id)
            .setAccountId(accountId)
            .setOrderId(order)
            .setSymbol("ACME")
            .setSide(Side.SIDE_BUY)
            .setFillPrice("1")
            .setQuantity("1")
            .build();
    return new IngressRecord(
        new ProducerRecord<>(Topics.FILLS, key(accountId), event.toByteArray()),
        id,
        accountId,
        -UNIT,
        deadReason);
  }

  private static byte[] key(long accountId) {
    return Long.toString(accountId).getBytes(UTF_8);
  }
}
