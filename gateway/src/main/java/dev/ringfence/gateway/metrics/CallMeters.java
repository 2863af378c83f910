package dev.ringfence.gateway.metrics;

import dev.ringfence.gateway.grpc.CallMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;

/** How the gRPC port does, for Prometheus. */
public final class CallMeters implements CallMetrics {
  private static final double[] QUANTILES = {0.5, 0.99, 0.999};

  private final MeterRegistry registry;
  private final StageRecorder refusals = StageRecorder.shared();
  private final StageRecorder loopWaits = StageRecorder.shared();

  CallMeters(MeterRegistry registry) {
    this.registry = registry;
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

  /** Shows how many streams are open just now. */
  public void showOpen(IntSupplier sessions, IntSupplier watches) {
    Gauge.builder("ringfence.sessions", sessions::getAsInt)
        .description("Sessions that are open")
        .register(registry);
    Gauge.builder("ringfence.watches", watches::getAsInt)
        .description("Watches of accounts that are open")
        .register(registry);
  }

  @Override
  public void onRefused(long nanos) {
    refusals.record(nanos);
  }

  @Override
  public void onLoopWait(long nanos) {
    loopWaits.record(nanos);
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
