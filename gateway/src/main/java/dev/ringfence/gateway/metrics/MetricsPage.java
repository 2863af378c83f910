package dev.ringfence.gateway.metrics;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** The registry of the process, and the page that Prometheus scrapes. */
public final class MetricsPage implements AutoCloseable {
  /** The format of {@link #text}. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final long WINDOW_NANOS = 10_000_000_000L;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final PrometheusEngineMetrics engineMetrics;
  private final CallMeters callMeters;
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private long windowStartNanos = System.nanoTime();

  public MetricsPage(int shardCount) {
    engineMetrics = new PrometheusEngineMetrics(shardCount, registry);
    callMeters = new CallMeters(registry);
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
  }

  /** Where others register what they measure. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /** What the shards report to. */
  public PrometheusEngineMetrics engineMetrics() {
    return engineMetrics;
  }

  /** What the gRPC port reports to. */
  public CallMeters callMeters() {
    return callMeters;
  }

  /** All metrics in the text format of Prometheus. */
  public synchronized String text() {
    boolean windowIsOver = windowIsOver();
    engineMetrics.refresh(windowIsOver);
    callMeters.refresh(windowIsOver);
    return registry.scrape(CONTENT_TYPE);
  }

  /** Hears of no more collections of garbage. */
  @Override
  public void close() {
    collections.close();
  }

  private boolean windowIsOver() {
    long nowNanos = System.nanoTime();
    boolean isOver = nowNanos - windowStartNanos >= WINDOW_NANOS;
    if (isOver) {
      windowStartNanos = nowNanos;
    }
    return isOver;
  }
}
