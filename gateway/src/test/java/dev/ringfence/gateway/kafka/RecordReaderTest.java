package dev.ringfence.gateway.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.Side;
import dev.ringfence.engine.testing.TestSeed;
import dev.ringfence.events.v1.FillEvent;
import dev.ringfence.gateway.kafka.Reading.Understood;
import dev.ringfence.gateway.kafka.Reading.Unreadable;
import dev.ringfence.journal.relay.Topics;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

final class RecordReaderTest {
  private static final int MAX_BYTES = 1_000;

  private final RecordReader reader = new RecordReader(MAX_BYTES);

  @Test
  void shouldMakeACommandOfAFill() {
    Command command = understood(Topics.FILLS, Events.fill(7, "fill-1", "order-1", "2.5"));

    assertEquals(CommandType.APPLY_FILL, command.type());
    assertEquals(7, command.accountId());
    assertEquals("fill-1", command.requestId().toString());
    assertEquals("order-1", command.orderId().toString());
    assertEquals("ACME", command.symbol().toString());
    assertEquals(Side.BUY, command.side());
    assertEquals(25_000, command.amount());
    assertEquals(25_000, command.cash());
  }

  @Test
  void shouldMakeACommandOfAPayment() {
    Command deposit = understood(Topics.DEPOSITS, Events.deposit(7, "pay-1", "10"));
    Command withdrawal = understood(Topics.WITHDRAWALS, Events.withdrawal(7, "pay-2", "3"));

    assertEquals(CommandType.DEPOSIT, deposit.type());
    assertEquals(100_000, deposit.amount());
    assertEquals(CurrencyCode.parse("USD"), deposit.currency());
    assertEquals(CommandType.WITHDRAW, withdrawal.type());
    assertEquals(30_000, withdrawal.amount());
  }

  @Test
  void shouldTakeEveryAccountIdAsAKey() {
    for (long accountId : new long[] {1, 9, 10, 4_711, 1_234_567_890, Long.MAX_VALUE}) {
      byte[] value = Events.deposit(accountId, "pay-1", "10");

      Reading reading = reader.read(record(Topics.DEPOSITS, Events.key(accountId), value));

      assertEquals(accountId, assertInstanceOf(Understood.class, reading).command().accountId());
    }
  }

  @Test
  void shouldNameEveryWrongFieldWithoutRepeatingIt() {
    String reason =
        unreadable(
            Topics.FILLS,
            "7".getBytes(UTF_8),
            FillEvent.newBuilder()
                .setAccountId(7)
                .setOrderId("o")
                .setSymbol("secret symbol")
                .setQuantity("-1")
                .build()
                .toByteArray());

    assertTrue(reason.startsWith("INVALID: event_id must"), reason);
    assertTrue(reason.contains("; symbol must"), reason);
    assertTrue(reason.contains("; quantity must"), reason);
    assertTrue(!reason.contains("secret"), reason);
  }

  @Test
  void shouldRefuseWhatIsNotARecordOfItsTopic() {
    byte[] fine = Events.deposit(7, "pay-1", "10");

    assertMalformed("no value", Events.key(7), null);
    assertMalformed("no key", null, fine);
    assertMalformed("its key", Events.key(8), fine);
    assertMalformed("its key", "07".getBytes(UTF_8), fine);
    assertMalformed("its key", "+7".getBytes(UTF_8), fine);
    assertMalformed("its key", new byte[0], fine);
    assertMalformed("its key", new byte[20], fine);
    assertMalformed("not the protobuf", Events.key(7), new byte[] {(byte) 0xFF, 1, 2});
    assertMalformed("not the protobuf", Events.key(7), new byte[MAX_BYTES]);
    assertMalformed("bytes", Events.key(7), new byte[MAX_BYTES + 1]);
  }

  @Test
  void shouldAnswerWhateverTheBytesAre() {
    long seed = TestSeed.get();
    Random random = new Random(seed);
    byte[] fine = Events.fill(7, "fill-1", "order-1", "2.5");

    for (int round = 0; round < 20_000; round++) {
      byte[] value = fine.clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        value[random.nextInt(value.length)] = (byte) random.nextInt();
      }
      Reading reading = reader.read(record(Topics.FILLS, Events.key(7), value));

      if (reading instanceof Understood(var command)) {
        assertEquals(7, command.accountId(), "seed " + seed);
      }
    }
  }

  private void assertMalformed(String what, byte[] key, byte[] value) {
    String reason = unreadable(Topics.DEPOSITS, key, value);

    assertTrue(reason.startsWith("MALFORMED: ") && reason.contains(what), reason);
  }

  private String unreadable(String topic, byte[] key, byte[] value) {
    return assertInstanceOf(Unreadable.class, reader.read(record(topic, key, value))).reason();
  }

  private Command understood(String topic, byte[] value) {
    Reading reading = reader.read(record(topic, Events.key(7), value));
    Command slot = new Command();
    assertInstanceOf(Understood.class, reading).command().writer().write(slot);
    return slot;
  }

  private static ConsumerRecord<byte[], byte[]> record(String topic, byte[] key, byte[] value) {
    return new ConsumerRecord<>(topic, 0, 0, key, value);
  }
}
