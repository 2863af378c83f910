package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.localstack.testing.Until;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RefusalTimerTest {
  private static final long AGE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final List<Long> refused = new ArrayList<>();
  private final ServerStreamTracer call =
      new RefusalTimer(new Told()).newServerStreamTracer("", new Metadata());
  private final long openedNanos = System.nanoTime();

  @Test
  void shouldTimeARefusalFromTheMessageThatCameLaterThanItsHeaders() throws Exception {
    grow();

    call.inboundMessage(0);
    call.streamClosed(Status.RESOURCE_EXHAUSTED);

    assertTrue(refused.getFirst() < AGE_NANOS, refused::toString);
  }

  @Test
  void shouldNotTakeTheEndOfALongSessionForARefusal() throws Exception {
    call.inboundMessage(0);
    call.outboundMessage(0);
    grow();

    call.streamClosed(Status.RESOURCE_EXHAUSTED);

    assertEquals(List.of(), refused);
  }

  @Test
  void shouldTimeWhatIsRefusedForLackOfRoomAlone() {
    call.inboundMessage(0);
    call.streamClosed(Status.INVALID_ARGUMENT);

    assertEquals(List.of(), refused);
  }

  private void grow() throws Exception {
    Until.holds("it is open for a while", () -> System.nanoTime() - openedNanos > AGE_NANOS);
  }

  private final class Told implements CallMetrics {
    @Override
    public void onRefused(long nanos) {
      refused.add(nanos);
    }

    @Override
    public void onLoopWait(long nanos) {}

    @Override
    public void onConnectionRefused() {}
  }
}
