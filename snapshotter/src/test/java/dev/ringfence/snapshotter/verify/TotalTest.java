package dev.ringfence.snapshotter.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.testing.TestSeed;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TotalTest {
  @Test
  void shouldBeExactWhenTheSumPassesALong() {
    long seed = TestSeed.get();
    Random random = new Random(seed);
    BigInteger expected = BigInteger.ZERO;
    Total total = new Total();
    for (int count = 0; count < 10_000; count++) {
      long units = random.nextLong() >> random.nextInt(8);

      total.add(units);

      expected = expected.add(BigInteger.valueOf(units));
      assertEquals(
          0,
          new BigDecimal(expected, 4).compareTo(new BigDecimal(total.toString())),
          "seed " + seed);
    }
  }

  @Test
  void shouldCompareWhenSumsWereMadeOtherwise() {
    Total one = new Total();
    Total other = new Total();
    one.add(Long.MAX_VALUE);
    one.add(Long.MAX_VALUE);
    one.add(-Long.MAX_VALUE);
    other.add(Long.MAX_VALUE);

    assertTrue(one.isSameAs(other));
    other.add(-1);
    assertFalse(one.isSameAs(other));
  }
}
