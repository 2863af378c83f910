package dev.ringfence.snapshotter.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.Timestamp;
import dev.ringfence.events.v1.AccountEvent;
import dev.ringfence.journal.relay.EventHeaders;
import dev.ringfence.journal.relay.RelayProducers;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.snapshotter.sample.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** Topics of their own for each test, with the events of a database as a relay would send them. */
final class TopicBed implements AutoCloseable {
  private static final int PARTITIONS = 3;
  private static final long LOOK_NANOS = 10_000_000;

  private final Map<String, Object> connection =
      Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, Backends.kafkaBootstrapServers());
  private final Admin admin = Admin.create(connection);
  private final List<Event> events = new ArrayList<>();

  TopicBed(TestDatabase database) throws Exception {
    try (Connection reader = database.dataSource().getConnection();
        Statement statement = reader.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT shard_id, sequence, payload FROM outbox ORDER BY sequence, shard_id")) {
      while (rows.next()) {
        events.add(
            new Event(
                rows.getInt(1),
                rows.getLong(2),
                AccountEvent.parseFrom(rows.getBytes(3)),
                Map.of()));
      }
    }
  }

  /**
   * One event of a shard.
   *
   * @param otherHeaders what its headers say wrongly
   */
  record Event(int shardId, long sequence, AccountEvent event, Map<String, String> otherHeaders) {
    long accountId() {
      return event.getAccount().getAccountId();
    }

    long version() {
      return event.getAccount().getVersion();
    }

    Event with(AccountEvent other) {
      return new Event(shardId, sequence, other, otherHeaders);
    }
  }

  Map<String, Object> connection() {
    return connection;
  }

  /** All that was committed, in the order of the shards. */
  List<Event> events() {
    return events;
  }

  /** Returns the name of a new topic that holds these. */
  String publish(List<Event> all) throws Exception {
    String topic = "events-" + UUID.randomUUID();
    admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
    awaitLeaders(topic);
    List<Future<RecordMetadata>> sends = new ArrayList<>();
    try (Producer<byte[], byte[]> producer = RelayProducers.forShard(0, connection).open()) {
      for (Event event : all) {
        sends.add(producer.send(record(topic, event)));
      }
    }
    for (Future<RecordMetadata> send : sends) {
      var _ = send.get();
    }
    return topic;
  }

  /** A producer that comes too early waits for long. */
  private void awaitLeaders(String topic) throws Exception {
    while (!hasLeaders(topic)) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Asks the leaders themselves: they may have been named before they have begun. */
  private boolean hasLeaders(String topic) throws InterruptedException {
    try {
      var _ = admin.listOffsets(partitions(topic)).all().get();
      return true;
    } catch (ExecutionException notYet) {
      return false;
    }
  }

  private static Map<TopicPartition, OffsetSpec> partitions(String topic) {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    return ends;
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, Event event) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic,
            Long.toString(event.accountId()).getBytes(US_ASCII),
            event.event().toByteArray());
    header(record, EventHeaders.ID, event.event().getEventId());
    header(record, EventHeaders.VERSION, Long.toString(event.version()));
    header(record, EventHeaders.SHARD, Integer.toString(event.shardId()));
    header(record, EventHeaders.SEQUENCE, Long.toString(event.sequence()));
    header(record, EventHeaders.TYPE, typeOf(event.event()));
    Timestamp time = event.event().getOccurredAt();
    header(
        record,
        EventHeaders.TIME,
        Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString());
    event.otherHeaders().forEach((name, value) -> header(record, name, value));
    return record;
  }

  /** As docs/events.md and the events' own enumeration name it. */
  private static String typeOf(AccountEvent event) {
    return "dev.ringfence.account."
        + event.getType().name().replace("ACCOUNT_EVENT_TYPE_", "").toLowerCase(Locale.ROOT)
        + ".v1";
  }

  private static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
    record.headers().add(name, value.getBytes(US_ASCII));
  }

  /** What retention does: the older half of every partition goes. */
  long removeOldest(String topic) throws Exception {
    Map<TopicPartition, RecordsToDelete> half = new HashMap<>();
    long removed = 0;
    for (var end : admin.listOffsets(partitions(topic)).all().get().entrySet()) {
      long older = end.getValue().offset() / 2;
      removed += older;
      half.put(end.getKey(), RecordsToDelete.beforeOffset(older));
    }
    admin.deleteRecords(half).all().get();
    return removed;
  }

  @Override
  public void close() {
    admin.close();
  }
}
