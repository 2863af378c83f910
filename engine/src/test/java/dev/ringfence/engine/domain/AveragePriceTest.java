package dev.ringfence.engine.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.engine.testing.TestSeed;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AveragePriceTest {
  @ParameterizedTest
  @CsvSource({
    "100,4,25",
    "100,3,33.3333",
    "200,3,66.6667",
    "0.0001,2,0.0001",
    "0.0001,2.0001,0",
    "0,5,0",
    "99999999999999.9999,0.0001,999999999999999999",
    "99999999999999.9999,99999999999999.9999,1"
  })
  void shouldRoundHalfUpToFourDecimals(String cost, String units, String price) {
    assertEquals(price, AveragePrice.format(Amount.parse(cost), Amount.parse(units)));
  }

  @Test
  void shouldBeEmptyWhenThereAreNoUnits() {
    assertEquals("", AveragePrice.format(5, 0));
  }

  @Test
  void shouldAgreeWithBigDecimalsOnSeededPairs() {
    long seed = TestSeed.get();
    Random random = new Random(seed);
    for (int round = 0; round < 200_000; round++) {
      long cost = Math.min(Amount.MAX, random.nextLong(1L << random.nextInt(1, 61)));
      long units = random.nextLong(1, 1L << random.nextInt(1, 62));

      String price = AveragePrice.format(cost, units);

      String expected =
          BigDecimal.valueOf(cost)
              .divide(BigDecimal.valueOf(units), 4, RoundingMode.HALF_UP)
              .stripTrailingZeros()
              .toPlainString();
      assertEquals(expected, price, () -> "seed " + seed + ": " + cost + " / " + units);
    }
  }
}
