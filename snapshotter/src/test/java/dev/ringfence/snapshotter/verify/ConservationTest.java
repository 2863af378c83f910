package dev.ringfence.snapshotter.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringfence.snapshotter.progress.Progress;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ConservationTest {
  private final Conservation<String> conservation = new Conservation<>(UnaryOperator.identity());
  private final Tally tally = new Tally(Progress.NONE);

  @Test
  void shouldHoldWhenWhatFlowedIsThere() {
    conservation.flowed("EUR", 30_000);
    conservation.flowed("EUR", -10_000);
    conservation.held("EUR", 20_000);
    conservation.held("USD", 0);

    conservation.check(Check.CASH_CONSERVED, tally, name -> name);

    assertEquals(2, tally.checked(Check.CASH_CONSERVED));
  }

  @Test
  void shouldNameTheAssetWhenSomeOfItIsMissing() {
    conservation.flowed("EUR", 30_000);
    conservation.held("EUR", 29_999);

    Divergence divergence =
        assertThrows(
                DivergedException.class,
                () -> conservation.check(Check.CASH_CONSERVED, tally, name -> name))
            .divergence();

    assertEquals("asset EUR", divergence.where());
    assertEquals("3", divergence.expected());
    assertEquals("2.9999", divergence.found());
  }
}
