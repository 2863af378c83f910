package dev.ringfence.journal.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.journal.CrashPoint;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.PostgresBackend;
import dev.ringfence.localstack.testing.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A relay's process is killed by SIGKILL at each of its four points, and another one goes on. */
class RelayCrashIT {
  private static final int EVENTS = 3 * RelayProcess.BATCH_ROWS;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(names = {"BEFORE_SEND", "AFTER_SEND", "AFTER_FLUSH", "AFTER_CURSOR"})
  void shouldLoseNothingAndKeepTheOrderWhenItIsKilled(CrashPoint point) throws Exception {
    String kafka = Backends.kafkaBootstrapServers();
    Map<String, Object> connection = Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka);
    try (Admin admin = Admin.create(connection)) {
      EventTopics.ensure(admin, TopicsConfig.SINGLE_BROKER);
    }
    PostgresBackend database = Backends.freshDatabase();
    OutboxTable outbox = new OutboxTable(database);
    TopicReader events = new TopicReader(kafka, Topics.ACCOUNT_EVENTS);
    outbox.commit(EVENTS);
    Path output = folder.resolve("relay.log");

    int status = RelayProcess.runUntilKilledAt(point, database.jdbcUrl(), kafka, output);

    assertEquals(RelayProcess.KILLED, status, () -> read(output));
    assertEquals(
        point == CrashPoint.AFTER_CURSOR ? 2_000 : 1_000, outbox.cursor(), () -> read(output));
    try (OutboxRelay next =
        new OutboxRelay(
            0,
            () -> 7,
            outbox.dataSource(),
            RelayProducers.forShard(0, connection),
            RelayConfig.DEFAULTS,
            RelayMetrics.NONE,
            InstantSource.system())) {
      next.start();
      Until.holds("all is published", () -> outbox.cursor() == EVENTS);
    }
    TopicReader topic = events.read();
    topic.assertGaplessPerAccount();
    assertEquals(EVENTS, topic.distinct());
    topic.assertDuplicatesAreTheSame();
    int duplicates = topic.records().size() - EVENTS;
    switch (point) {
      case AFTER_SEND -> assertTrue(duplicates <= 1_000, duplicates + " duplicates");
      case AFTER_FLUSH -> assertEquals(1_000, duplicates);
      case BEFORE_COMMIT, AFTER_COMMIT, BEFORE_SEND, AFTER_CURSOR, DURING_RECOVERY ->
          assertEquals(0, duplicates);
    }
  }

  private static String read(Path output) {
    try {
      return Files.readString(output);
    } catch (IOException gone) {
      return gone.toString();
    }
  }
}
