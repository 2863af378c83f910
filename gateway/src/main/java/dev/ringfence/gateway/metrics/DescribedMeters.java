package dev.ringfence.gateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/** Makes meters that say what they count, for whoever meets them on the page. */
record DescribedMeters(MeterRegistry registry) {
  /** A counter; the same again where there is one of this name with these tags. */
  Counter counter(String name, String description, String... tags) {
    return Counter.builder(name).description(description).tags(tags).register(registry);
  }

  /** A number that is set from elsewhere. */
  AtomicLong gauge(String name, String description, String... tags) {
    AtomicLong value = new AtomicLong();
    gauge(name, description, value, AtomicLong::get, tags);
    return value;
  }

  /** A number that is read where it is kept; nobody else has to keep that. */
  <T> void gauge(
      String name, String description, T source, ToDoubleFunction<T> value, String... tags) {
    Gauge.builder(name, source, value)
        .description(description)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }
}
