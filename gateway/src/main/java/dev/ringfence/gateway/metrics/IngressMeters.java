package dev.ringfence.gateway.metrics;

import dev.ringfence.gateway.kafka.Fate;
import dev.ringfence.gateway.kafka.IngressMetrics;
import dev.ringfence.gateway.kafka.IngressStatus;
import dev.ringfence.journal.Complaint;
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
  private static final String PREFIX = "ringfence.ingress.";

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
  private final DescribedMeters meters;

  /** Looked up for every record, by the ingress's thread alone. */
  private final Map<String, Map<Fate, Timer>> timers = new HashMap<>();

  private volatile IngressStatus status = IngressStatus.IDLE;

  /** Empty while there is none. */
  private volatile String trouble = "";

  public IngressMeters(MeterRegistry registry) {
    this.registry = registry;
    meters = new DescribedMeters(registry);
    gauge("partitions", "Partitions that this process reads", IngressStatus::partitions);
    gauge("paused.partitions", "Those of them that are held back", IngressStatus::paused);
    gauge("lag.records", "Records that were not read yet", IngressStatus::lag);
    gauge("under.way.records", "Records that were read and are not done", IngressStatus::underWay);
    gauge("in.flight.commands", "Those of them that are in a ring", IngressStatus::inFlight);
    gauge(
        "untaken.letters", "Dead letters that wait for their topic", IngressStatus::untakenLetters);
    gauge(
        "oldest.milliseconds",
        "For how long the oldest record is under way",
        IngressStatus::oldestMillis);
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
    return Timer.builder(PREFIX + "record")
        .description("From the broker's time stamp of a record until it was durable")
        .tag("topic", topic)
        .tag("fate", fate.name().toLowerCase(Locale.ROOT))
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  @Override
  public void onDeadLetter(String topic, String code) {
    count("dead.letters", "Records that became dead letters", "topic", topic, "reason", code);
  }

  @Override
  public void onLetterFailure(String topic) {
    count("letter.failures", "How often a dead letter was not taken by its topic", "topic", topic);
  }

  @Override
  public void onRetry(String topic) {
    count("retries", "How often a record that came early was tried again", "topic", topic);
  }

  @Override
  public void onTransient(String topic) {
    count("shard.waits", "How often a shard took nothing for now", "topic", topic);
  }

  @Override
  public void onLost(String topic, int partition) {
    count("lost", "How often the topic had dropped records before they were read", "topic", topic);
  }

  @Override
  public void onStatus(IngressStatus next) {
    status = next;
  }

  @Override
  public void onFailure(int attempts, Exception cause) {
    count("failures", "Tries that Kafka failed; it goes on");
    trouble = "Kafka gives trouble: " + Complaint.reason(cause);
  }

  @Override
  public void onRecovered() {
    trouble = "";
  }

  private void count(String name, String description, String... tags) {
    meters.counter(PREFIX + name, description, tags).increment();
  }

  private void gauge(String name, String description, ToDoubleFunction<IngressStatus> value) {
    meters.gauge(PREFIX + name, description, this, own -> value.applyAsDouble(own.status));
  }
}
