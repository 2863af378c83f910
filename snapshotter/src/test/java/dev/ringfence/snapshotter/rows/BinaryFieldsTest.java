package dev.ringfence.snapshotter.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.Text;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BinaryFieldsTest {
  private static final int POSITIVE = 0;
  private static final int NEGATIVE = 0x4000;
  private static final int NOT_A_NUMBER = 0xC000;

  @Test
  void shouldReadUnitsWhenAmountHasDecimals() {
    assertEquals(0, units(0, POSITIVE));
    assertEquals(1, units(-1, POSITIVE, 1));
    assertEquals(1_502_500, units(0, POSITIVE, 150, 2_500));
    assertEquals(-1_502_500, units(0, NEGATIVE, 150, 2_500));
  }

  @Test
  void shouldReadUnitsWhenTrailingZerosAreLeftOut() {
    assertEquals(1_500_000, units(0, POSITIVE, 150));
    assertEquals(100_000_000L * 10_000, units(2, POSITIVE, 1));
    assertEquals(50_000_000_000_000_000L, units(3, POSITIVE, 5));
  }

  @Test
  void shouldReadUnitsWhenAmountIsTheLargest() {
    assertEquals(999_999_999_999_999_999L, units(3, POSITIVE, 99, 9_999, 9_999, 9_999, 9_999));
  }

  @Test
  void shouldRefuseWhenAmountIsNoneOfOurs() {
    assertThrows(UnreadableRowException.class, () -> units(0, NOT_A_NUMBER));
    assertThrows(UnreadableRowException.class, () -> units(-2, POSITIVE, 1));
    assertThrows(UnreadableRowException.class, () -> units(4, POSITIVE, 1));
  }

  @Test
  void shouldReadMillisecondsWhenTimeIsBeforeAndAfter2000() {
    BinaryFields fields = of(new BinaryRow().int8(1_500).int8(-1));

    long year2000 = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
    assertEquals(year2000 + 1, fields.millis());
    assertEquals(year2000 - 1, fields.millis());
  }

  @Test
  void shouldReadTextsAndSkipNullsWhenInOrder() {
    BinaryFields fields = of(new BinaryRow().text("order-1").absent().text("EUR").int4(7));
    Text text = new Text();

    fields.text(text);
    assertEquals("order-1", text.toString());
    assertTrue(fields.skipNull());
    assertFalse(fields.skipNull());
    assertEquals("EUR", CurrencyCode.format(fields.currency()));
    assertEquals(7, fields.int4());
    assertFalse(fields.hasMore());
  }

  @Test
  void shouldRefuseWhenColumnIsOfAnotherType() {
    assertThrows(UnreadableRowException.class, () -> of(new BinaryRow().int4(7)).int8());
    assertThrows(UnreadableRowException.class, () -> of(new BinaryRow().absent()).int8());
    assertThrows(
        UnreadableRowException.class, () -> of(new BinaryRow().text("NINECHARS")).currency());
    assertThrows(
        UnreadableRowException.class,
        () -> of(new BinaryRow().text("x".repeat(65))).text(new Text()));
  }

  private static long units(int weight, int sign, int... digits) {
    BinaryFields fields = of(new BinaryRow().numeric(weight, sign, digits).int4(42));
    long units = fields.units();
    assertEquals(42, fields.int4(), "the column behind it");
    return units;
  }

  private static BinaryFields of(BinaryRow row) {
    BinaryFields fields = new BinaryFields();
    fields.reset(row.toBytes());
    return fields;
  }
}
