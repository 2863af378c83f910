package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.Status;
import org.junit.jupiter.api.Test;

final class FateTest {
  @Test
  void shouldNotTakeRefusalAtTheDoorForTheFateOfAnEarlierAttempt() {
    assertEquals(Fate.SHED, Fate.of(Status.RESOURCE_EXHAUSTED, false));
    assertEquals(Fate.UNKNOWN, Fate.of(Status.RESOURCE_EXHAUSTED, true));
  }

  @Test
  void shouldAskAgainWhenNobodyKnows() {
    assertEquals(Fate.UNKNOWN, Fate.of(Status.UNAVAILABLE, false));
    assertEquals(Fate.UNKNOWN, Fate.of(Status.DEADLINE_EXCEEDED, false));
    assertEquals(Fate.UNKNOWN, Fate.of(Status.CANCELLED, false));
    assertEquals(Fate.UNKNOWN, Fate.of(Status.INTERNAL, false));
  }

  @Test
  void shouldGiveUpWhenTheRequestItselfIsWrong() {
    assertEquals(Fate.FAULT, Fate.of(Status.INVALID_ARGUMENT, false));
    assertEquals(Fate.FAULT, Fate.of(Status.UNAUTHENTICATED, true));
    assertEquals(Fate.FAULT, Fate.of(Status.UNIMPLEMENTED, false));
  }
}
