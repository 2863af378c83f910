package dev.ringfence.snapshotter.progress;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
  @Test
  void shouldDrawNothingOverWhereThatWouldBeShown() {
    assertFalse(Terminal.drawsOver(Map.of("TERM", "dumb")));
    assertTrue(Terminal.drawsOver(Map.of("TERM", "xterm")));
    assertTrue(Terminal.drawsOver(Map.of()));
  }
}
