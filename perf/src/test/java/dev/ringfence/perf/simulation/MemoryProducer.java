package dev.ringfence.perf.simulation;

import dev.ringfence.perf.simulation.Servers.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * An idempotent producer: of each partition a first part gets in and the rest does not, and what is
 * acknowledged is in. What is given up may still be in the network, and arrive later.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // One thread does everything here.
final class MemoryProducer extends MockProducer<byte[], byte[]> {
  private static final long LATE_NANOS = 800_000_000L;
  private static final long LINGER_NANOS = 3_000_000L;

  private record Sent(
      ProducerRecord<byte[], byte[]> record,
      Callback callback,
      CompletableFuture<RecordMetadata> answer) {}

  private final MemoryKafka kafka;
  private final Node node;
  private final World world;
  private final Faults faults;
  private final Servers servers;
  private final SplittableRandom random;
  private final Actor outside;
  private final boolean skips;
  private final List<Sent> pending = new ArrayList<>();
  private final Actor sender;
  private boolean closed;
  private int acknowledged;

  /**
   * @param skips whether it acknowledges some records that it does not send: a defect
   */
  MemoryProducer(
      MemoryKafka kafka,
      Node node,
      World world,
      Faults faults,
      Servers servers,
      SplittableRandom random,
      Actor outside,
      boolean skips) {
    super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    this.kafka = kafka;
    this.node = node;
    this.world = world;
    this.faults = faults;
    this.servers = servers;
    this.random = random;
    this.outside = outside;
    this.skips = skips;
    sender = new Actor(node.name() + " sender", node);
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
    if (closed) {
      throw new IllegalStateException("The producer is closed");
    }
    CompletableFuture<RecordMetadata> answer = new CompletableFuture<>();
    if (pending.isEmpty()) {
      // Who does not flush waits no longer than this.
      world.after(LINGER_NANOS, sender, this::flushRest);
    }
    pending.add(new Sent(record, callback, answer));
    return answer;
  }

  private void flushRest() {
    if (!pending.isEmpty()) {
      flush();
    }
  }

  @Override
  public void flush() {
    node.reach(CrashPoints.before(CrashPoints.PUBLISH));
    node.pass(random.nextLong(2_000_000));
    Map<TopicPartition, List<Sent>> byPartition = new LinkedHashMap<>();
    for (Sent sent : pending) {
      byPartition
          .computeIfAbsent(kafka.partitionOf(sent.record()), _ -> new ArrayList<>())
          .add(sent);
    }
    pending.clear();
    List<Sent> failed = new ArrayList<>();
    List<Sent> succeeded = new ArrayList<>();
    byPartition.values().forEach(sends -> transmit(sends, succeeded, failed));
    node.pass(random.nextLong(2_000_000));
    node.reach(CrashPoints.after(CrashPoints.PUBLISH));
    for (Sent sent : succeeded) {
      sent.answer().complete(null);
      sent.callback().onCompletion(null, null);
    }
    for (Sent sent : failed) {
      fail(sent, new TimeoutException("no acknowledgement in time"));
    }
  }

  private void transmit(List<Sent> sends, List<Sent> succeeded, List<Sent> failed) {
    boolean isAway = servers.isAway(Server.KAFKA);
    boolean isUnsure = !isAway && faults.fires(Fault.PUBLISH_UNSURE);
    int in = isAway ? 0 : isUnsure ? random.nextInt(sends.size() + 1) : sends.size();
    int known = isUnsure ? random.nextInt(in + 1) : in;
    for (int index = 0; index < in; index++) {
      append(sends.get(index));
    }
    succeeded.addAll(sends.subList(0, known));
    failed.addAll(sends.subList(known, sends.size()));
    if (in < sends.size() && faults.fires(Fault.PUBLISH_LATE)) {
      List<Sent> late = List.copyOf(sends.subList(in, sends.size()));
      world.after(random.nextLong(LATE_NANOS), outside, () -> late.forEach(this::append));
    }
  }

  private void append(Sent sent) {
    acknowledged++;
    if (!skips || acknowledged % 5 != 0) {
      kafka.append(sent.record());
    }
  }

  private static void fail(Sent sent, KafkaException cause) {
    sent.answer().completeExceptionally(cause);
    sent.callback().onCompletion(null, cause);
  }

  @Override
  public void close() {
    close(Duration.ZERO);
  }

  @Override
  public void close(Duration timeout) {
    closed = true;
    List<Sent> given = List.copyOf(pending);
    pending.clear();
    given.forEach(sent -> fail(sent, new KafkaException("The producer was closed")));
  }
}
