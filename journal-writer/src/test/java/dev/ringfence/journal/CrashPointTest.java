package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a process is told to kill itself; that it does so is shown by RelayCrashIT. */
class CrashPointTest {
  @Test
  void shouldBeOffWhenNothingIsSaid() {
    assertNull(CrashPoint.Trap.parse("").point());
    assertEquals(Optional.empty(), CrashPoint.armed());
    for (CrashPoint point : CrashPoint.values()) {
      point.reached();
    }
  }

  @Test
  void shouldTakeTheFirstTimeWhenNoCountIsGiven() {
    CrashPoint.Trap trap = CrashPoint.Trap.parse("after_flush");

    assertEquals(CrashPoint.AFTER_FLUSH, trap.point());
    assertEquals(1, trap.times());
  }

  @Test
  void shouldCountWhenACountIsGiven() {
    CrashPoint.Trap trap = CrashPoint.Trap.parse("DURING_RECOVERY:3");

    assertEquals(CrashPoint.DURING_RECOVERY, trap.point());
    assertEquals(3, trap.times());
  }

  @Test
  void shouldSayWhatThereIsWhenThePointIsUnknown() {
    for (String wrong : new String[] {"AFTER_LUNCH", "AFTER_FLUSH:", "AFTER_FLUSH:x", ":1"}) {
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> CrashPoint.Trap.parse(wrong), wrong);
      assertTrue(refused.getMessage().contains("AFTER_CURSOR"), refused.getMessage());
    }
  }
}
