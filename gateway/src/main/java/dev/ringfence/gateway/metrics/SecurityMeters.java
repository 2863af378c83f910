package dev.ringfence.gateway.metrics;

import dev.ringfence.gateway.tls.ServerTls;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.IntSupplier;

/** How certificates and keys stand, for Prometheus. */
public final class SecurityMeters {
  private SecurityMeters() {}

  /**
   * Shows them.
   *
   * @param tls without it, there is no certificate
   * @param filesNotInForce of how many files what they say now is not in force
   */
  public static void show(
      MeterRegistry registry, Optional<ServerTls> tls, IntSupplier filesNotInForce) {
    DescribedMeters meters = new DescribedMeters(registry);
    meters.gauge(
        "ringfence.files.not.in.force",
        "Files of clients, keys and certificates that were changed and can't be used",
        filesNotInForce,
        IntSupplier::getAsInt);
    tls.ifPresent(
        own ->
            meters.gauge(
                "ringfence.certificate.remaining.seconds",
                "Until the server's certificate expires; below zero once it has",
                own,
                served -> served.certificateLeft().toSeconds()));
  }
}
