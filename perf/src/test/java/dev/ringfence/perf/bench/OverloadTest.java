package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class OverloadTest {
  @Test
  void shouldCallMemoryFlatWhenOnlyWhatIsRememberedGrew() {
    ServerMemory before = new ServerMemory(200, 900);

    assertTrue(Overload.isFlat(before, new ServerMemory(230, 1_500), 0));
    assertTrue(Overload.isFlat(before, new ServerMemory(600, 1_500), 1_000_000));
    assertFalse(Overload.isFlat(before, new ServerMemory(240, 900), 0));
  }

  @Test
  void shouldFindWhatTheServerSaysOfItsRefusals() {
    String page =
        """
        # TYPE ringfence_refusal_seconds gauge
        ringfence_refusal_seconds{quantile="0.5"} 5.0E-4
        ringfence_refusal_seconds{quantile="0.99"} 0.004
        ringfence_loop_wait_seconds{quantile="0.99"} 0.0125
        """;

    assertEquals(new CallFigures(0.5, 4, 12.5), CallFigures.parse(page));
    assertTrue(Double.isNaN(CallFigures.parse("").refusalP99()));
  }

  @Test
  void shouldMeasureThisVeryProcess() {
    ServerMemory memory = ServerMemory.of(ProcessHandle.current().pid());

    assertTrue(memory.heapMegabytes() > 0, memory::toString);
    assertTrue(memory.residentMegabytes() >= memory.heapMegabytes(), memory::toString);
  }
}
