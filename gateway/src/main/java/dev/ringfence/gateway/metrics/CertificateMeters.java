package dev.ringfence.gateway.metrics;

import dev.ringfence.gateway.tls.ServerTls;
import io.micrometer.core.instrument.MeterRegistry;

/** For how long the server's certificate is good, for Prometheus. */
public final class CertificateMeters {
  private CertificateMeters() {}

  public static void show(MeterRegistry registry, ServerTls tls) {
    new DescribedMeters(registry)
        .gauge(
            "ringfence.certificate.remaining.seconds",
            "Until the server's certificate expires; below zero once it has",
            tls,
            own -> own.certificateLeft().toSeconds());
  }
}
