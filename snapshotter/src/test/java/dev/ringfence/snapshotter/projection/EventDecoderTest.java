package dev.ringfence.snapshotter.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.Position;
import dev.ringfence.events.v1.AccountEvent;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventDecoderTest {
  private final ImageBatch batch = new ImageBatch();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "2.5",
        "100000000000000",
        "999999999999999999",
        "499999999999999999.9999"
      })
  void shouldTakeAPriceWhenItIsAboveEveryAmount(String price) throws PoisonException {
    long millis = EventDecoder.decode(event(price), batch);

    assertEquals(0, millis);
    PositionImage position = batch.entries().iterator().next().positions().iterator().next();
    assertEquals(price, position.averagePrice());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "+1",
        "1.",
        ".5",
        "1e5",
        "1,5",
        " 1",
        "1\n",
        "1|2",
        "NaN",
        "0.00001",
        "1000000000000000000",
        "\u0663"
      })
  void shouldRefuseAPriceWhenItIsNoPlainDecimal(String price) {
    PoisonException poison =
        assertThrows(PoisonException.class, () -> EventDecoder.decode(event(price), batch));

    assertTrue(poison.getMessage().contains("average_price"), poison.getMessage());
    assertTrue(batch.isEmpty());
  }

  @Test
  void shouldRefuseAPriceWhenItIsEndless() {
    assertThrows(
        PoisonException.class, () -> EventDecoder.decode(event("1".repeat(1_000_000)), batch));
  }

  @Test
  void shouldRefuseAnEventWhenAPartOfItIsNoneThatThereCanBe() {
    assertPoison("account.account_id", event -> event.getAccountBuilder().setAccountId(0));
    assertPoison("account.version", event -> event.getAccountBuilder().setVersion(0));
    assertPoison("account.balance", event -> event.getAccountBuilder().setBalance("-1"));
    assertPoison("account.reserved", event -> event.getAccountBuilder().setReserved("1e5"));
    assertPoison("account.currency", event -> event.getAccountBuilder().setCurrency("usd"));
    assertPoison("account.status", event -> event.getAccountBuilder().setStatusValue(99));
    assertPoison("position.symbol", event -> event.getPositionBuilder().setSymbol("A B"));
    assertPoison("position.quantity", event -> event.getPositionBuilder().setQuantity("-1"));
    assertPoison(
        "position.reserved_quantity",
        event -> event.getPositionBuilder().setReservedQuantity("1.23456"));
  }

  @Test
  void shouldTellWhenItWasDecidedInMilliseconds() throws PoisonException {
    AccountEvent.Builder event = builder("2.5");
    event.getOccurredAtBuilder().setSeconds(1_700_000_000).setNanos(123_000_000);

    assertEquals(1_700_000_000_123L, EventDecoder.decode(event.build().toByteArray(), batch));
  }

  private void assertPoison(String field, Consumer<AccountEvent.Builder> damage) {
    AccountEvent.Builder event = builder("2.5");
    damage.accept(event);

    PoisonException poison =
        assertThrows(
            PoisonException.class,
            () -> EventDecoder.decode(event.build().toByteArray(), batch),
            field);

    assertTrue(poison.getMessage().startsWith("INVALID: " + field + " is"), poison.getMessage());
    assertTrue(batch.isEmpty());
  }

  private static byte[] event(String price) {
    return builder(price).build().toByteArray();
  }

  private static AccountEvent.Builder builder(String price) {
    return Events.event(42, 1)
        .setPosition(
            Position.newBuilder()
                .setSymbol("ACME")
                .setQuantity("0.0001")
                .setReservedQuantity("0")
                .setCost("10000000000")
                .setAveragePrice(price));
  }
}
