package dev.ringfence.gateway.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BooleanSupplier;

/** What /livez and /readyz say, for Prometheus, which asks neither. */
public final class HealthMeters {
  private HealthMeters() {}

  /**
   * Shows both.
   *
   * @param role what such a process is for, as one that only relays is ready without any shard
   */
  public static void show(
      MeterRegistry registry, String role, BooleanSupplier live, BooleanSupplier ready) {
    DescribedMeters meters = new DescribedMeters(registry);
    meters.gauge(
        "ringfence.live", "0 when only a restart helps", live, HealthMeters::ask, "role", role);
    meters.gauge(
        "ringfence.ready", "1 while /readyz is good", ready, HealthMeters::ask, "role", role);
  }

  private static double ask(BooleanSupplier question) {
    return question.getAsBoolean() ? 1 : 0;
  }
}
