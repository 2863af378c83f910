package dev.ringfence.gateway.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.gateway.kafka.IngressStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

final class IngressMetersTest {
  private final IngressMeters meters = new IngressMeters(new SimpleMeterRegistry());

  @Test
  void shouldSayWhyItReadsNothingUntilThatIsOver() {
    meters.onFailure(1, new IllegalStateException("not authorized"));
    meters.onStatus(IngressStatus.IDLE);
    String during = meters.describe();

    meters.onRecovered();

    assertEquals("reads nothing, as Kafka gives trouble: not authorized", during);
    assertEquals("reads nothing", meters.describe());
  }

  @Test
  void shouldSayWhyItReadsNothingWhereNothingFails() {
    meters.onStatus(new IngressStatus(0, 0, 7, 0, 0, 0, 0, "no broker is connected"));

    assertEquals("reads nothing, as no broker is connected", meters.describe());
  }
}
