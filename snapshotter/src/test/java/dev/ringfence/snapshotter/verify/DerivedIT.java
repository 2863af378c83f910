package dev.ringfence.snapshotter.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.state.WindowSizes;
import dev.ringfence.engine.testing.TestSeed;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.projection.ProjectionConfig;
import dev.ringfence.snapshotter.projection.RedisRepair;
import dev.ringfence.snapshotter.projection.SnapshotException;
import dev.ringfence.snapshotter.projection.StoreUnavailableException;
import dev.ringfence.snapshotter.roundtrip.EngineWriter;
import dev.ringfence.snapshotter.sample.TestDatabase;
import io.lettuce.core.RedisURI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong in Kafka or Redis is found, and what is only late or old is not called wrong. */
@Timeout(180)
class DerivedIT {
  private static final int SHARDS = 2;
  private static final int CATCH_UP_MILLIS = 300;

  private static long seed;
  private static TestDatabase database;
  private static TopicBed topics;
  private static RedisBed redis;

  @BeforeAll
  static void write() throws Exception {
    seed = TestSeed.get();
    database = TestDatabase.create();
    new EngineWriter(seed)
        .write(
            database,
            SHARDS,
            List.of(new ShardState(WindowSizes.DEFAULT), new ShardState(WindowSizes.DEFAULT)));
    topics = new TopicBed(database);
    redis = new RedisBed();
  }

  @AfterAll
  static void close() {
    redis.close();
    topics.close();
    database.close();
  }

  @BeforeEach
  void relayHasSentAll() throws Exception {
    database.tamper(
        "UPDATE relay_cursors c SET sequence = s.sequence FROM shards s"
            + " WHERE s.shard_id = c.shard_id");
  }

  @Test
  void shouldHoldWhenTopicAndRedisAreRight() throws Exception {
    fillRedis();
    String topic = topics.publish(topics.events());

    VerifyReport report = verify(Optional.of(topic), true);

    assertTrue(report.isClean(), () -> "seed " + seed + "\n" + report.render());
    assertEquals(topics.events().size(), checked(report, Check.EVENTS_TRUE));
    assertEquals(topics.events().size(), checked(report, Check.EVENTS_PUBLISHED));
    assertEquals(
        database.number("SELECT count(*) FROM accounts"), checked(report, Check.REDIS_CURRENT));
  }

  @Test
  void shouldHoldWhenEventsComeTwiceOrHaveNotComeYet() throws Exception {
    List<TopicBed.Event> events = topics.events();
    List<TopicBed.Event> repeated = new ArrayList<>(events.subList(0, 300));
    repeated.addAll(events.subList(100, events.size() - 50));
    database.tamper("UPDATE relay_cursors SET sequence = sequence - 50");

    VerifyReport report = verify(Optional.of(topics.publish(repeated)), false);

    assertTrue(report.isClean(), () -> "seed " + seed + "\n" + report.render());
    assertTrue(report.render().contains("200 events came twice"), report.render());
  }

  @Test
  void shouldCallEventsOldWhenRetentionTookThem() throws Exception {
    String topic = topics.publish(topics.events());
    long removed = topics.removeOldest(topic);

    VerifyReport report = verify(Optional.of(topic), false);

    assertTrue(report.isClean(), () -> "seed " + seed + "\n" + report.render());
    assertTrue(
        report
            .render()
            .contains("%,d events are older than the topic's retention".formatted(removed)),
        () -> removed + "\n" + report.render());
  }

  @ParameterizedTest
  @EnumSource
  void shouldFindWhatIsWrongInTheTopic(TopicHarm harm) throws Exception {
    List<TopicBed.Event> events = new ArrayList<>(topics.events());
    TopicHarm.Found expected = harm.apply(events);

    VerifyReport report = verify(Optional.of(topics.publish(events)), false);

    assertEquals(1, report.exitCode(), () -> "seed " + seed + "\n" + report.render());
    Divergence found = report.divergences().getFirst();
    assertEquals(expected.check(), found.check(), found::toString);
    assertEquals(expected.accountId(), found.accountId(), found::toString);
    assertEquals(expected.version(), found.version(), found::toString);
    assertTrue(found.column().contains(expected.column()), found::toString);
  }

  @ParameterizedTest
  @EnumSource
  void shouldFindAndRepairWhatIsWrongInRedis(RedisHarm harm) throws Exception {
    fillRedis();
    harm.apply(redis.commands(), database);

    VerifyReport report = verify(Optional.empty(), true);

    assertEquals(1, report.exitCode(), () -> "seed " + seed + "\n" + report.render());
    Divergence found = report.divergences().getFirst();
    assertEquals(harm.check(), found.check(), found::toString);
    assertTrue(found.column().contains(harm.column()), found::toString);

    RedisRepair.Report repaired = fill();

    VerifyReport after = verify(Optional.empty(), true);
    assertTrue(after.isClean(), () -> "seed " + seed + "\n" + after.render());
    assertTrue(repaired.complete());
    assertEquals(harm.isAhead() ? 1 : 0, repaired.ahead());
    assertEquals(harm.check() == Check.REDIS_NOTHING_ELSE ? 1 : 0, repaired.removed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pos:terminal-7", "account:settings", "account:0", "account:7:versions"})
  void shouldLeaveKeysOfOthersAlone(String key) throws Exception {
    fillRedis();
    redis.commands().set(key, "theirs");

    VerifyReport report = verify(Optional.empty(), true);
    RedisRepair.Report repaired = fill();

    assertTrue(report.isClean(), () -> "seed " + seed + "\n" + report.render());
    assertEquals(0, repaired.removed());
    assertEquals("theirs", redis.commands().get(key));
  }

  @Test
  void shouldWaitWhenRedisIsOnlyLate() throws Exception {
    fillRedis();
    long accountId = database.number("SELECT min(account_id) FROM accounts");
    redis.commands().del("account:" + accountId);
    Thread late =
        Thread.ofVirtual()
            .start(
                () -> {
                  redis.awaitReads();
                  fill();
                });

    VerifyReport report = verify(Optional.empty(), true, 30_000);

    late.join();
    assertTrue(report.isClean(), () -> "seed " + seed + "\n" + report.render());
    assertTrue(report.render().contains("1 accounts in Redis were behind"), report.render());
  }

  private static void fillRedis() {
    redis.commands().flushdb();
    assertTrue(fill().complete());
  }

  private static RedisRepair.Report fill() {
    try {
      return new RedisRepair(
              database.dataSource(),
              RedisURI.create(redis.uri()),
              ProjectionConfig.DEFAULTS,
              Progress.NONE)
          .run();
    } catch (StoreUnavailableException | SnapshotException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static VerifyReport verify(Optional<String> topic, boolean withRedis) throws Exception {
    return verify(topic, withRedis, CATCH_UP_MILLIS);
  }

  private static VerifyReport verify(Optional<String> topic, boolean withRedis, int catchUpMillis)
      throws Exception {
    Derived derived =
        new Derived(
            topic.map(_ -> topics.connection()),
            topic.orElse("none"),
            withRedis ? Optional.of(redis.uri()) : Optional.empty(),
            catchUpMillis);
    return new Verifier(new VerifyConfig(2, 8, 60_000))
        .run(database.dataSource(), derived, Progress.NONE);
  }

  private static long checked(VerifyReport report, Check check) {
    return report.results().stream()
        .filter(result -> result.check() == check)
        .findFirst()
        .orElseThrow()
        .checked();
  }
}
