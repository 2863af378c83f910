package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeysTest {
  private static final long SEED = 4711;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 97, 1_000})
  void shouldDrawEveryAccountEquallyOften(int accounts) {
    int[] drawn = Keys.UNIFORM.draw(accounts, SEED);

    assertFits(drawn, accounts, _ -> 1.0 / accounts);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 97, 1_000})
  void shouldDrawAccountsByRank(int accounts) {
    double harmonic = 0;
    for (int rank = 1; rank <= accounts; rank++) {
      harmonic += 1.0 / rank;
    }
    double sum = harmonic;

    int[] drawn = Keys.ZIPF.draw(accounts, SEED);

    assertFits(drawn, accounts, index -> 1.0 / (index + 1) / sum);
  }

  @Test
  void shouldNotMistakeOneDistributionForTheOther() {
    int[] drawn = Keys.UNIFORM.draw(97, SEED);
    ZipfDistribution zipf = new ZipfDistribution(97);

    assertTrue(chiSquare(drawn, 97, zipf::probability) > limit(97));
  }

  @Test
  void shouldDrawOnlyTheFirstAccount() {
    assertEquals(0, Arrays.stream(Keys.ONE.draw(1_000, SEED)).max().orElseThrow());
  }

  @Test
  void shouldRepeatWithSameSeedOnly() {
    assertArrayEquals(Keys.ZIPF.draw(100, SEED), Keys.ZIPF.draw(100, SEED));
    assertFalse(Arrays.equals(Keys.ZIPF.draw(100, SEED), Keys.ZIPF.draw(100, SEED + 1)));
  }

  private static void assertFits(int[] drawn, int accounts, IntToDoubleFunction probability) {
    double chiSquare = chiSquare(drawn, accounts, probability);
    assertTrue(
        chiSquare <= limit(accounts),
        () -> "chi-square %.1f of %d accounts, seed %d".formatted(chiSquare, accounts, SEED));
  }

  private static double chiSquare(int[] drawn, int accounts, IntToDoubleFunction probability) {
    long[] counts = new long[accounts];
    for (int account : drawn) {
      counts[account]++;
    }
    double sum = 0;
    for (int i = 0; i < accounts; i++) {
      double expected = drawn.length * probability.applyAsDouble(i);
      sum += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    return sum;
  }

  /** Passed by one in a thousand, by the Wilson-Hilferty approximation. */
  private static double limit(int accounts) {
    double freedom = Math.max(1, accounts - 1);
    double part = 2 / (9 * freedom);
    return freedom * Math.pow(1 - part + 3.09 * Math.sqrt(part), 3);
  }
}
