package dev.ringfence.engine.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AmountTest {
  private static final int TEXTS = 2_000_000;
  private static final long SEED = 20261122;

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.0001, 1",
    "00150.25, 1502500",
    "150.2500, 1502500",
    "99999999999999, 999999999999990000",
    "99999999999999.9999, 999999999999999999",
  })
  void shouldReadAnAmount(String text, long units) {
    assertEquals(units, Amount.parse(text));
  }

  /** The last three come to 0.002, 0.192 and a negative amount, multiplied in 64 bits. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        ".5",
        "5.",
        "1.2.3",
        "-1",
        "+1",
        " 1",
        "1 ",
        "1e3",
        "1,000",
        "0x10",
        "NaN",
        "٣",
        "1.00001",
        "100000000000000",
        "1234567890123456789",
        "0000000000000000001",
        "99999999999999.99999",
        "9223372036854775.81",
        "9223372036854776",
        "922337203685478",
      })
  void shouldRefuseWhatIsNoAmount(String text) {
    assertEquals(Amount.INVALID, Amount.parse(text));
  }

  @Test
  void shouldReadAsExactArithmeticDoesWhateverItsLength() {
    SplittableRandom random = new SplittableRandom(SEED);

    for (int count = 0; count < TEXTS; count++) {
      String text = text(random);

      assertEquals(expected(text), Amount.parse(text), text);
    }
  }

  @Test
  void shouldWriteWhatItReads() {
    SplittableRandom random = new SplittableRandom(SEED);

    for (int count = 0; count < TEXTS / 10; count++) {
      long units = random.nextLong(Amount.MAX + 1) >> random.nextInt(60);
      String text = Amount.format(units);

      assertEquals(units, Amount.parse(text), text);
      assertEquals(BigDecimal.valueOf(units, 4).stripTrailingZeros().toPlainString(), text);
    }
  }

  /** Digits, more of them than are taken now and then, with a point somewhere or not at all. */
  private static String text(SplittableRandom random) {
    int digits = random.nextInt(1, 20);
    StringBuilder text = new StringBuilder();
    for (int digit = 0; digit < digits; digit++) {
      text.append((char) ('0' + random.nextInt(10)));
    }
    int decimals = random.nextInt(6);
    if (decimals > 0 && decimals < digits) {
      text.insert(digits - decimals, '.');
    }
    return text.toString();
  }

  private static long expected(String text) {
    int point = text.indexOf('.');
    int digits = point < 0 ? text.length() : text.length() - 1;
    BigDecimal units = new BigDecimal(text).movePointRight(4);
    boolean isAmount =
        digits <= 18
            && (point < 0 || text.length() - point - 1 <= 4)
            && units.compareTo(BigDecimal.valueOf(Amount.MAX)) <= 0;
    return isAmount ? units.longValueExact() : Amount.INVALID;
  }
}
