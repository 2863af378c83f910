package dev.ringfence.gateway.metrics;

import dev.ringfence.gateway.kafka.Fate;
import dev.ringfence.gateway.kafka.IngressMetrics;
import dev.ringfence.gateway.kafka.IngressStatus;
import dev.ringfence.journal.Complaint;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** What the Kafka ingress tells about itself: for Prometheus, and for health. */
public final class IngressMeters implements IngressMetrics {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30)
  };

  private final MeterRegistry registry;

  /** Looked up for every record, by the ingress's thread alone. */
  private final Map<String, Map<Fate, Timer>> timers = new HashMap<>();

  private volatile IngressStatus status = IngressStatus.IDLE;

  /** Empty while there is none. */
  private volatile String trouble = "";

  public IngressMeters(MeterRegistry registry) {
    this.registry = registry;
    gauge("ringfence.ingress.partitions", IngressStatus::partitions);
    gauge("ringfence.ingress.paused.partitions", IngressStatus::paused);
    gauge("ringfence.ingress.lag.records", IngressStatus::lag);
    gauge("ringfence.ingress.under.way.records", IngressStatus::underWay);
    gauge("ringfence.ingress.in.flight.commands", IngressStatus::inFlight);
    gauge("ringfence.ingress.untaken.letters", IngressStatus::untakenLetters);
    gauge("ringfence.ingress.oldest.milliseconds", IngressStatus::oldestMillis);
  }

  /** How it stands, in a few words. */
  public String describe() {
    IngressStatus now = status;
    return now.partitions() == 0
        ? "reads nothing" + why(now)
        : now.partitions()
            + " partitions, "
            + now.paused()
            + " of them paused, "
            + now.lag()
            + " records wait, "
            + now.underWay()
            + " are under way, the oldest for "
            + now.oldestMillis()
            + " ms; "
            + now.untakenLetters()
            + " dead letters were not taken yet";
  }

  private String why(IngressStatus now) {
    String cause = trouble.isEmpty() ? now.standstill() : trouble;
    return cause.isEmpty() ? "" : ", as " + cause;
  }

  @Override
  public void onFinished(String topic, Fate fate, long ageMillis) {
    timers
        .computeIfAbsent(topic, _ -> new EnumMap<>(Fate.class))
        .computeIfAbsent(fate, _ -> timer(topic, fate))
        .record(ageMillis, TimeUnit.MILLISECONDS);
  }

  private Timer timer(String topic, Fate fate) {
    return Timer.builder("ringfence.ingress.record")
        .description("From the broker's time stamp of a record until it was durable")
        .tag("topic", topic)
        .tag("fate", fate.name().toLowerCase(Locale.ROOT))
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  @Override
  public void onDeadLetter(String topic, String code) {
    registry.counter("ringfence.ingress.dead.letters", "topic", topic, "reason", code).increment();
  }

  @Override
  public void onLetterFailure(String topic) {
    registry.counter("ringfence.ingress.letter.failures", "topic", topic).increment();
  }

  @Override
  public void onRetry(String topic) {
    registry.counter("ringfence.ingress.retries", "topic", topic).increment();
  }

  @Override
  public void onTransient(String topic) {
    registry.counter("ringfence.ingress.shard.waits", "topic", topic).increment();
  }

  @Override
  public void onLost(String topic, int partition) {
    registry.counter("ringfence.ingress.lost", "topic", topic).increment();
  }

  @Override
  public void onStatus(IngressStatus next) {
    status = next;
  }

  @Override
  public void onFailure(int attempts, Exception cause) {
    registry.counter("ringfence.ingress.failures").increment();
    trouble = "Kafka gives trouble: " + Complaint.reason(cause);
  }

  @Override
  public void onRecovered() {
    trouble = "";
  }

  private void gauge(String name, ToDoubleFunction<IngressStatus> value) {
    Gauge.builder(name, this, meters -> value.applyAsDouble(meters.status)).register(registry);
  }
}
