package dev.ringfence.gateway.metrics;

import dev.ringfence.gateway.grpc.CallMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;

/** How the gRPC port does, for Prometheus. */
public final class CallMeters implements CallMetrics {
  private static final double[] QUANTILES = {0.5, 0.99, 0.999};

  private final MeterRegistry registry;
  private final StageRecorder refusals = StageRecorder.shared();
  private final StageRecorder loopWaits = StageRecorder.shared();
  private final Counter refusedConnections;

  CallMeters(MeterRegistry registry) {
    this.registry = registry;
    refusedConnections =
        Counter.builder("ringfence.connections.refused")
            .description("Connections to the gRPC port closed, as there were as many as may be")
            .register(registry);
    register(
        "ringfence.refusal",
        refusals,
        "From reading the headers of a call that is refused for lack of room, until that is"
            + " written, over the last 10 to 20 seconds");
    register(
        "ringfence.loop.wait",
        loopWaits,
        "How long what was due on an event loop waited for it, over the last 10 to 20 seconds");
  }

  /** Shows how many connections and streams are open just now. */
  public void showOpen(IntSupplier connections, IntSupplier sessions, IntSupplier watches) {
    showOpen("ringfence.connections", connections, "Connections to the gRPC port that are open");
    showOpen("ringfence.sessions", sessions, "Sessions that are open");
    showOpen("ringfence.watches", watches, "Watches of accounts that are open");
  }

  private void showOpen(String name, IntSupplier count, String description) {
    Gauge.builder(name, count::getAsInt).description(description).register(registry);
  }

  @Override
  public void onRefused(long nanos) {
    refusals.record(nanos);
  }

  @Override
  public void onLoopWait(long nanos) {
    loopWaits.record(nanos);
  }

  @Override
  public void onConnectionRefused() {
    refusedConnections.increment();
  }

  /** Only under the lock of the scrape. */
  void refresh(boolean windowIsOver) {
    refusals.refresh(windowIsOver);
    loopWaits.refresh(windowIsOver);
  }

  private void register(String name, StageRecorder recorder, String description) {
    for (double quantile : QUANTILES) {
      Gauge.builder(name, recorder, measured -> measured.quantileSeconds(quantile))
          .description(description)
          .baseUnit("seconds")
          .tag("quantile", Double.toString(quantile))
          .register(registry);
    }
  }
}
