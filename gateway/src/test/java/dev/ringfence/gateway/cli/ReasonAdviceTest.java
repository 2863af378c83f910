package dev.ringfence.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ringfence.api.v1.Reason;
import org.junit.jupiter.api.Test;

final class ReasonAdviceTest {
  @Test
  void shouldSayWhatToDoAboutEveryReason() {
    for (Reason reason : Reason.values()) {
      if (reason != Reason.REASON_UNSPECIFIED) {
        assertFalse(ReasonAdvice.of(reason).isBlank(), reason::name);
      }
    }
  }
}
