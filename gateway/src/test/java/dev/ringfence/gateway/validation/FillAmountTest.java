package dev.ringfence.gateway.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.testing.TestSeed;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FillAmountTest {
  private static final BigInteger WHOLE = BigInteger.valueOf(Amount.UNITS_PER_WHOLE);

  @Test
  void shouldAgreeWithBigNumbersOnSeededPairs() {
    long seed = TestSeed.get();
    Random random = new Random(seed);
    for (int round = 0; round < 200_000; round++) {
      long price = randomUnits(random);
      long quantity = randomUnits(random);

      long product = FillAmount.multiply(price, quantity);

      assertEquals(
          expected(price, quantity),
          product,
          () -> "seed " + seed + ": " + price + " x " + quantity);
    }
  }

  @Test
  void shouldKnowTheLargestProduct() {
    assertEquals(Amount.MAX, FillAmount.multiply(Amount.MAX, Amount.UNITS_PER_WHOLE));
    assertEquals(FillAmount.TOO_LARGE, FillAmount.multiply(Amount.MAX, 10_001));
    assertEquals(FillAmount.TOO_LARGE, FillAmount.multiply(Amount.MAX, Amount.MAX));
  }

  private static long expected(long price, long quantity) {
    BigInteger[] amount =
        BigInteger.valueOf(price).multiply(BigInteger.valueOf(quantity)).divideAndRemainder(WHOLE);
    if (amount[0].compareTo(BigInteger.valueOf(Amount.MAX)) > 0) {
      return FillAmount.TOO_LARGE;
    }
    return amount[1].signum() == 0 ? amount[0].longValueExact() : FillAmount.INEXACT;
  }

  /** Of every magnitude, and often with few decimals, so that products are often exact. */
  private static long randomUnits(Random random) {
    long units = random.nextLong(1, 1L << random.nextInt(1, 60));
    long round = units / 10_000 * 10_000;
    return Math.min(Amount.MAX, random.nextBoolean() && round > 0 ? round : units);
  }
}
