package dev.ringfence.perf.chaos;

import dev.ringfence.journal.relay.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Fills and payments into Kafka at a fixed rate, half of them twice, shuffled across accounts, and
 * poison among them. While the broker is away they wait in the producer.
 */
final class IngressFeed implements AutoCloseable {
  static final List<String> TOPICS = List.of(Topics.FILLS, Topics.DEPOSITS, Topics.WITHDRAWALS);

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final long POLL_MILLIS = 100;
  private static final int SHUFFLED = 200;

  private final String bootstrapServers;
  private final String prefix;
  private final long firstAccountId;
  private final int accounts;
  private final long pauseNanos;
  private final Random random;
  private final Map<String, IngressRecord> sent = new ConcurrentHashMap<>();
  private final List<String> unsent = Collections.synchronizedList(new ArrayList<>());
  private final Thread thread;
  private volatile boolean over;
  private int distinct;

  IngressFeed(
      String bootstrapServers,
      String prefix,
      long seed,
      long firstAccountId,
      int accounts,
      int perSecond) {
    this.bootstrapServers = bootstrapServers;
    this.prefix = prefix;
    this.firstAccountId = firstAccountId;
    this.accounts = accounts;
    pauseNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    random = new Random(seed);
    thread = Thread.ofPlatform().name("chaos-feed").unstarted(this::feed);
  }

  /** Waits until the engine has made the topics, as others would get the wrong partitions. */
  void start() {
    try (Admin admin =
        Admin.create(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      Set<String> wanted = Set.copyOf(TOPICS.stream().map(Topics::deadLetter).toList());
      while (!admin.listTopics().names().get().containsAll(wanted)) {
        Inflicted.pause(POLL_MILLIS);
      }
    } catch (ExecutionException failed) {
      throw new ChaosException("Kafka does not tell its topics", failed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChaosException("interrupted", e);
    }
    thread.start();
  }

  /** Returns when every record is with the broker. */
  @Override
  public void close() {
    over = true;
    Inflicted.join(thread);
  }

  /** What was sent, by its place: topic, partition and offset with colons between. */
  Map<String, IngressRecord> sent() {
    return sent;
  }

  /** What the broker never took, and why. */
  List<String> unsent() {
    return unsent;
  }

  /** How many records were drawn; the rest are copies. */
  int distinct() {
    return distinct;
  }

  private void feed() {
    Map<String, Object> settings =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            Math.toIntExact(PATIENCE.toMillis()),
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            PATIENCE.toMillis());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      long dueNanos = System.nanoTime();
      while (!over) {
        for (IngressRecord record : shuffled()) {
          var _ =
              producer.send(record.record(), (place, failure) -> onSent(record, place, failure));
          dueNanos += pauseNanos;
          LockSupport.parkNanos(dueNanos - System.nanoTime());
        }
      }
      producer.flush();
    }
  }

  private List<IngressRecord> shuffled() {
    List<IngressRecord> records = new ArrayList<>();
    for (int count = 0; count < SHUFFLED; count++) {
      IngressRecord record =
          IngressRecord.draw(random, prefix + distinct, firstAccountId + random.nextInt(accounts));
      distinct++;
      records.add(record);
      if (random.nextBoolean()) {
        records.add(record);
      }
    }
    Collections.shuffle(records, random);
    return records;
  }

  private void onSent(IngressRecord record, RecordMetadata place, Exception failure) {
    if (failure == null) {
      sent.put(place.topic() + ':' + place.partition() + ':' + place.offset(), record);
    } else {
      unsent.add(record.eventId() + ": " + failure);
    }
  }
}
