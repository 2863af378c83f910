package dev.ringfence.perf.events;

import dev.ringfence.journal.Database;
import dev.ringfence.journal.DatabaseConfig;
import dev.ringfence.journal.relay.EventTopics;
import dev.ringfence.journal.relay.TopicsConfig;
import dev.ringfence.localstack.LocalStack;
import dev.ringfence.localstack.LocalStackConfig;
import dev.ringfence.perf.report.Round;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;

/**
 * Outbox to Kafka, and Kafka to Redis, each alone and as fast as it goes, on servers of its own. In
 * each round half of the events are of accounts that have one event, so that nothing can be left
 * out on the way to Redis, and half of 10,000 accounts in turn. The first round warms up.
 */
public final class EventThroughput {
  private static final int BUSY_ACCOUNTS = 10_000;
  private static final long FIRST_RARE_ACCOUNT = 1_000_000;
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration ROUND_LIMIT = Duration.ofMinutes(2);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final int eventsPerHalf;
  private final int rounds;
  private final Consumer<String> progress;

  /**
   * @param events in each round
   * @param progress told what is going on
   */
  public EventThroughput(int events, int rounds, Consumer<String> progress) {
    eventsPerHalf = events / 2;
    this.rounds = rounds;
    this.progress = progress;
  }

  /**
   * What was measured.
   *
   * @param relayed outbox to Kafka
   * @param projected Kafka to Redis
   * @param notes what the events cost, and what was left out
   */
  public record Result(List<Round> relayed, List<Round> projected, List<String> notes) {}

  /** All of it, on servers that are started for it. */
  public Result measure() throws SQLException {
    progress.accept("Starting PostgreSQL, Kafka and Redis");
    try (LocalStack stack = LocalStack.start(LocalStackConfig.ephemeral());
        Database database =
            Database.open(
                DatabaseConfig.of(
                    stack.postgres().jdbcUrl(),
                    stack.postgres().user(),
                    stack.postgres().password()))) {
      database.migrate();
      return measure(stack, database);
    }
  }

  /** The same on servers of somebody else's, and a database of theirs that is empty. */
  public Result measure(LocalStack stack, Database database) throws SQLException {
    stack.awaitKafka(START_LIMIT);
    Map<String, Object> kafka =
        Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, stack.kafka().bootstrapServers());
    execute(database, "SELECT add_shard(0, 1)");
    try (Admin admin = Admin.create(kafka)) {
      EventTopics.ensure(admin, TopicsConfig.SINGLE_BROKER);
    }
    List<String> notes = new ArrayList<>();
    List<Round> relayed = relay(database, kafka, notes);
    List<Round> projected = project(database, kafka, stack.redis().uri(), notes);
    return new Result(relayed, projected, notes);
  }

  private List<Round> relay(Database database, Map<String, Object> kafka, List<String> notes)
      throws SQLException {
    OutboxFill outbox = new OutboxFill(database.dataSource());
    List<Round> measured = new ArrayList<>();
    List<Double> micros = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      progress.accept("Outbox to Kafka, round " + round + " of " + rounds);
      long before = outbox.lastSequence();
      long firstRare = FIRST_RARE_ACCOUNT + (long) round * eventsPerHalf;
      long firstVersion = 1 + (long) round * (eventsPerHalf / BUSY_ACCOUNTS + 1);
      outbox.add(eventsPerHalf, firstRare, eventsPerHalf, 1);
      outbox.add(eventsPerHalf, 1, BUSY_ACCOUNTS, firstVersion);
      long events = outbox.lastSequence() - before;
      try (OutboxDrain drain = new OutboxDrain(database.dataSource(), kafka)) {
        CpuTime cpu = new CpuTime();
        long startNanos = System.nanoTime();
        drain.start();
        await(drain::published, events);
        if (round > 0) {
          measured.add(round(events, System.nanoTime() - startNanos));
          micros.add(cpu.microsPer(events));
        }
      }
    }
    notes.add("Outbox to Kafka, " + perEvent(micros));
    return measured;
  }

  /** Counts from the first poll on: joining the group is not what is measured. */
  private List<Round> project(
      Database database, Map<String, Object> kafka, String redis, List<String> notes) {
    List<Round> measured = new ArrayList<>();
    List<Double> micros = new ArrayList<>();
    long total = 2L * eventsPerHalf * (rounds + 1);
    try (TopicDrain drain = new TopicDrain(database.dataSource(), kafka, redis)) {
      drain.start();
      await(drain::projected, 1);
      for (int part = 0; part <= rounds; part++) {
        progress.accept("Kafka to Redis, round " + part + " of " + rounds);
        long from = drain.projected();
        CpuTime cpu = new CpuTime();
        long startNanos = System.nanoTime();
        await(drain::projected, total * (part + 1) / (rounds + 1));
        long events = drain.projected() - from;
        if (part > 0) {
          measured.add(round(events, System.nanoTime() - startNanos));
          micros.add(cpu.microsPer(events));
        }
      }
      notes.add(
          "Kafka to Redis, %s; %,d events were %,d writes"
              .formatted(perEvent(micros), drain.projected(), drain.written()));
    }
    return measured;
  }

  private static void await(LongSupplier count, long target) {
    long limitNanos = System.nanoTime() + ROUND_LIMIT.toNanos();
    while (count.getAsLong() < target) {
      if (System.nanoTime() - limitNanos > 0) {
        throw new IllegalStateException(
            "%,d of %,d events came within %s".formatted(count.getAsLong(), target, ROUND_LIMIT));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static Round round(long events, long tookNanos) {
    return new Round(tookNanos / 1e9, events, 0, 0, 0, 0, 0, List.of(), new Histogram(3));
  }

  private static String perEvent(List<Double> micros) {
    return "processor time of all processes per event: "
        + String.join(
            ", ", micros.stream().map(one -> String.format(Locale.ROOT, "%.1f", one)).toList())
        + " µs";
  }

  private static void execute(Database database, String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
