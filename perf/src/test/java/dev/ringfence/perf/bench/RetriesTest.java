package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import org.junit.jupiter.api.Test;

final class RetriesTest {
  /**
   * Each request under way to a server that was killed ended with a stack trace on the terminal.
   */
  @Test
  void shouldLeaveOutWhatComesTooLateForItsRound() {
    Retries retries = new Retries();
    retries.close();

    assertDoesNotThrow(() -> retries.later(1, () -> {}));
  }
}
