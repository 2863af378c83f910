package dev.ringfence.perf.chaos;

import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.verify.Derived;
import dev.ringfence.snapshotter.verify.UnreachableException;
import dev.ringfence.snapshotter.verify.Verifier;
import dev.ringfence.snapshotter.verify.VerifyConfig;
import dev.ringfence.snapshotter.verify.VerifyReport;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.postgresql.ds.PGSimpleDataSource;

/** Looks at what is there once everything is healed: in PostgreSQL, in Kafka and in Redis. */
final class Judge {
  private static final Duration EXPIRY_LIMIT = Duration.ofSeconds(20);
  private static final Duration PUBLISH_LIMIT = Duration.ofSeconds(90);
  private static final Duration PROJECTION_LIMIT = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 100;

  /** What no relay has brought to Kafka yet. */
  private static final String UNPUBLISHED =
      """
      SELECT coalesce(sum(s.sequence - c.sequence), 0)
        FROM shards s JOIN relay_cursors c USING (shard_id)""";

  private final ChaosStack stack;
  private final Findings findings;

  Judge(ChaosStack stack, Findings findings) {
    this.stack = stack;
    this.findings = findings;
  }

  /** Waits for what must come by itself, and compares all there is. */
  void judge() throws SQLException {
    awaitNone("reservations are open, though their time was up long ago", EXPIRY_LIMIT, this::due);
    awaitNone("events have not come to Kafka", PUBLISH_LIMIT, this::unpublished);
    verify();
    stack.alarms().forEach(alarm -> findings.add("An engine says: %s".formatted(alarm)));
  }

  private interface Count {
    long read() throws SQLException;
  }

  private void awaitNone(String what, Duration limit, Count count) throws SQLException {
    long latestNanos = System.nanoTime() + limit.toNanos();
    long left = count.read();
    while (left > 0 && System.nanoTime() - latestNanos < 0) {
      Inflicted.pause(POLL_MILLIS);
      left = count.read();
    }
    if (left > 0) {
      findings.add("After %d s, %d %s".formatted(limit.toSeconds(), left, what));
    }
  }

  private long due() throws SQLException {
    return Ledger.overdue(stack.jdbcUrl());
  }

  private long unpublished() throws SQLException {
    try (Connection connection = DriverManager.getConnection(stack.jdbcUrl());
        PreparedStatement query = connection.prepareStatement(UNPUBLISHED);
        ResultSet result = query.executeQuery()) {
      result.next();
      return result.getLong(1);
    }
  }

  private void verify() throws SQLException {
    PGSimpleDataSource postgres = new PGSimpleDataSource();
    postgres.setUrl(stack.jdbcUrl());
    Derived derived =
        new Derived(
            Optional.of(
                Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers())),
            Derived.NONE.topic(),
            Optional.of(stack.redisUri()),
            Math.toIntExact(PROJECTION_LIMIT.toMillis()));
    try {
      VerifyReport report =
          new Verifier(VerifyConfig.DEFAULT).run(postgres, derived, Progress.NONE);
      if (!report.isClean()) {
        findings.add("verify --kafka --redis: %s".formatted(report.render()));
      }
    } catch (UnreachableException e) {
      findings.add("verify --kafka --redis: %s".formatted(e.getMessage()));
    }
  }
}
