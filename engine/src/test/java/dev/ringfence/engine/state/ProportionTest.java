package dev.ringfence.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.testing.TestSeed;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProportionTest {
  @Test
  void shouldRoundHalfUp() {
    assertEquals(3, Proportion.of(5, 1, 2));
    assertEquals(3, Proportion.of(10, 1, 3));
    assertEquals(0, Proportion.of(0, 1, 3));
    assertEquals(Amount.MAX, Proportion.of(Amount.MAX, Amount.MAX, Amount.MAX));
  }

  @Test
  void shouldBeExactWhenTheProductNeeds128Bits() {
    long seed = TestSeed.get();
    SplittableRandom random = new SplittableRandom(seed);

    for (int count = 0; count < 300_000; count++) {
      long whole = 1 + (random.nextLong(Amount.MAX) >>> random.nextInt(60));
      long part = random.nextLong(whole + 1);
      long total = random.nextLong(Amount.MAX + 1) >>> random.nextInt(60);
      long expected =
          BigDecimal.valueOf(total)
              .multiply(BigDecimal.valueOf(part))
              .divide(BigDecimal.valueOf(whole), 0, RoundingMode.HALF_UP)
              .longValueExact();
      assertEquals(
          expected,
          Proportion.of(total, part, whole),
          () -> "seed " + seed + ": " + total + " * " + part + " / " + whole);
    }
  }

  @Test
  void shouldRefuseWhatIsNoPart() {
    assertThrows(IllegalArgumentException.class, () -> Proportion.of(1, 3, 2));
    assertThrows(IllegalArgumentException.class, () -> Proportion.of(1, 0, 0));
  }
}
