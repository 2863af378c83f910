package dev.ringfence.gateway.metrics;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** The registry of the process, and the page that Prometheus scrapes. */
public final class MetricsPage {
  /** The format of {@link #text}. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final PrometheusEngineMetrics engineMetrics;

  public MetricsPage(int shardCount) {
    engineMetrics = new PrometheusEngineMetrics(shardCount, registry);
  }

  /** Where others register what they measure. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /** What the shards report to. */
  public PrometheusEngineMetrics engineMetrics() {
    return engineMetrics;
  }

  /** All metrics in the text format of Prometheus. */
  public String text() {
    engineMetrics.refresh();
    return registry.scrape(CONTENT_TYPE);
  }
}
