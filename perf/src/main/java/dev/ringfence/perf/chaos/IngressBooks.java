package dev.ringfence.perf.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringfence.journal.relay.DeadLetterHeaders;
import dev.ringfence.journal.relay.Topics;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** Whether every record of a feed has ended as it must: one effect, or its dead letter. */
final class IngressBooks {
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long PAUSE_MILLIS = 200;
  private static final String EFFECTS =
      """
      SELECT account_id, request_id, count(*) FROM ledger
       WHERE request_id LIKE ? GROUP BY account_id, request_id""";
  private static final String CASH =
      """
      SELECT coalesce(sum((balance + reserved) * 10000), 0)::bigint FROM accounts
       WHERE account_id BETWEEN ? AND ?""";

  /** What was found, for people. */
  record Report(int records, int copies, int poison, int lettersAgain, long effects) {
    String line() {
      return "%,d records, %,d of them copies: %,d effects; %,d poison, each in its dead letters, %,d of them more than once"
          .formatted(records, copies, effects, poison, lettersAgain);
    }
  }

  private final String bootstrapServers;
  private final String jdbcUrl;
  private final Findings findings;

  IngressBooks(String bootstrapServers, String jdbcUrl, Findings findings) {
    this.bootstrapServers = bootstrapServers;
    this.jdbcUrl = jdbcUrl;
    this.findings = findings;
  }

  /** Returns when the group has nothing left to do, or will never. */
  void awaitAllRead() {
    long latestNanos = System.nanoTime() + LIMIT.toNanos();
    try (KafkaConsumer<byte[], byte[]> consumer = IngressGroup.consumer(bootstrapServers)) {
      List<TopicPartition> partitions = partitions(consumer, IngressFeed.TOPICS);
      long left = left(consumer, partitions);
      while (left > 0 && System.nanoTime() - latestNanos < 0) {
        Inflicted.pause(PAUSE_MILLIS);
        left = left(consumer, partitions);
      }
      if (left > 0) {
        findings.add(
            "After %d s the ingress has not ended %,d records".formatted(LIMIT.toSeconds(), left));
      }
    }
  }

  /**
   * @param fundedUnits cash that the feed's accounts had together before it
   */
  Report compare(IngressFeed feed, String prefix, long firstId, long lastId, long fundedUnits)
      throws SQLException {
    Map<String, Long> effects = effects(prefix);
    Map<String, List<ConsumerRecord<byte[], byte[]>>> letters = letters();
    feed.unsent().forEach(words -> findings.add("The broker never took " + words));
    Map<String, Long> cashById = new HashMap<>();
    int poison = 0;
    int lettersAgain = 0;
    for (Map.Entry<String, IngressRecord> entry : feed.sent().entrySet()) {
      IngressRecord record = entry.getValue();
      List<ConsumerRecord<byte[], byte[]>> own = letters.getOrDefault(entry.getKey(), List.of());
      long done = effects.getOrDefault(record.accountId() + "/" + record.eventId(), 0L);
      if (record.isPoison()) {
        poison++;
        lettersAgain += own.size() > 1 ? 1 : 0;
        lookAtPoison(entry.getKey(), record, own, done);
      } else {
        cashById.put(record.eventId(), record.cash());
        if (done != 1 || !own.isEmpty()) {
          findings.add(
              "%s at %s has %d effects and %d dead letters"
                  .formatted(record.eventId(), entry.getKey(), done, own.size()));
        }
      }
    }
    long expected = fundedUnits + cashById.values().stream().mapToLong(Long::longValue).sum();
    long cash = cash(firstId, lastId);
    if (cash != expected) {
      findings.add("The feed's accounts have %,d units and not %,d".formatted(cash, expected));
    }
    int records = feed.sent().size();
    return new Report(records, records - feed.distinct(), poison, lettersAgain, effects.size());
  }

  private void lookAtPoison(
      String place, IngressRecord record, List<ConsumerRecord<byte[], byte[]>> letters, long done) {
    if (done != 0 || letters.isEmpty()) {
      findings.add(
          "Poison %s at %s has %d effects and %d dead letters"
              .formatted(record.eventId(), place, done, letters.size()));
    }
    for (ConsumerRecord<byte[], byte[]> letter : letters) {
      boolean isWhole =
          Arrays.equals(letter.key(), record.record().key())
              && Arrays.equals(letter.value(), record.record().value());
      String reason = header(letter, DeadLetterHeaders.REASON);
      boolean saysWhy = reason.startsWith(record.deadReason() + ":");
      boolean isTold =
          !header(letter, DeadLetterHeaders.ATTEMPTS).isEmpty()
              && !header(letter, DeadLetterHeaders.TIME).isEmpty();
      if (!isWhole || !saysWhy || !isTold) {
        findings.add(
            "The dead letter of %s is %s, says '%s' and should say %s"
                .formatted(place, isWhole ? "whole" : "changed", reason, record.deadReason()));
      }
    }
  }

  private Map<String, Long> effects(String prefix) throws SQLException {
    Map<String, Long> effects = new HashMap<>();
    try (Connection connection = DriverManager.getConnection(jdbcUrl);
        PreparedStatement query = connection.prepareStatement(EFFECTS)) {
      query.setString(1, prefix + "%");
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          effects.put(rows.getLong(1) + "/" + rows.getString(2), rows.getLong(3));
        }
      }
    }
    return effects;
  }

  private long cash(long firstId, long lastId) throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl);
        PreparedStatement query = connection.prepareStatement(CASH)) {
      query.setLong(1, firstId);
      query.setLong(2, lastId);
      try (ResultSet rows = query.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  /** All dead letters, by where their records came from. */
  private Map<String, List<ConsumerRecord<byte[], byte[]>>> letters() {
    Map<String, List<ConsumerRecord<byte[], byte[]>>> letters = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer = IngressGroup.consumer(bootstrapServers)) {
      List<TopicPartition> partitions =
          partitions(consumer, IngressFeed.TOPICS.stream().map(Topics::deadLetter).toList());
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long latestNanos = System.nanoTime() + LIMIT.toNanos();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        if (System.nanoTime() - latestNanos > 0) {
          throw new ChaosException("The dead letters can't be read to their end");
        }
        for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(POLL)) {
          String origin =
              header(letter, DeadLetterHeaders.TOPIC)
                  + ':'
                  + header(letter, DeadLetterHeaders.PARTITION)
                  + ':'
                  + header(letter, DeadLetterHeaders.OFFSET);
          letters.computeIfAbsent(origin, _ -> new ArrayList<>(1)).add(letter);
        }
      }
    }
    return letters;
  }

  private static long left(
      KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
    long left = 0;
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata done = committed.get(partition);
      left += ends.get(partition) - (done == null ? 0 : done.offset());
    }
    return left;
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    Header header = letter.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), UTF_8);
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, List<String> topics) {
    return topics.stream()
        .flatMap(topic -> consumer.partitionsFor(topic).stream())
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }
}
