package dev.ringfence.perf.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.localstack.LocalStack;
import dev.ringfence.localstack.LocalStackConfig;
import dev.ringfence.localstack.testing.Until;
import dev.ringfence.snapshotter.verify.Derived;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.CommonClientConfigs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole chain, past an owner that falls silent: its process is stopped, and its machine answers
 * for it, so that every connection of it stays. Chaos does that among much else; here it is all
 * that happens, and what is behind the commands is looked at while it lasts.
 */
final class SilentOwnerIT {
  private static final int SHARDS = 2;
  private static final int ACCOUNTS = 8;
  private static final int SOME = 200;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Fifteen seconds are the relay's patience, ten the projector's place in its group. */
  private static final int CATCH_UP_MILLIS = 60_000;

  private static final String WAITING = "SELECT sum(outbox_lag) FROM shard_overview";
  private static final String OWNED_BY = "SELECT count(*) FROM shards WHERE owner LIKE '%s/%%'";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  /** Account and request id. */
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();

  private volatile boolean isStopping;

  @Test
  void shouldPublishAndShowWhatTheNextOwnerDidWhileTheLastOneIsStopped() throws Exception {
    try (LocalStack stack =
            LocalStack.start(LocalStackConfig.persistent(folder.resolve("servers")));
        Engine owner = engine("owner", stack);
        Engine standby = engine("standby", stack)) {
      stack.awaitKafka(Duration.ofMinutes(2));
      owner.start("");
      Until.holds("it has all shards", () -> number(stack, OWNED_BY.formatted("owner")) == SHARDS);
      standby.start("");
      try (Nodes nodes =
          new Nodes(List.of("127.0.0.1:" + owner.port(), "127.0.0.1:" + standby.port()), SHARDS)) {
        List<Thread> clients = askAll(nodes);
        awaitMore();

        owner.pause();
        Until.holds(
            "the other has them", () -> number(stack, OWNED_BY.formatted("standby")) == SHARDS);
        awaitMore();
        assertAllIsPublishedAndShown(stack);

        owner.resume();
        awaitMore();
        isStopping = true;
        for (Thread client : clients) {
          client.join();
        }
      }
      Until.holds("all events are in Kafka", () -> number(stack, WAITING) == 0);

      assertAllIsPublishedAndShown(stack);
      List<String> ledger = TapeStage.ledger(stack);
      assertEquals(ledger.size(), Set.copyOf(ledger).size(), "each effect once");
      assertTrue(ledger.containsAll(accepted), "what was acknowledged is there");
      assertEquals(List.of(), EngineLog.findings(folder.resolve("owner.log")));
      assertEquals(List.of(), EngineLog.findings(folder.resolve("standby.log")));
    }
  }

  private Engine engine(String name, LocalStack stack) {
    return new Engine(
        name,
        folder,
        Map.of(
            "RINGFENCE_LOG_FORMAT", "json",
            "RINGFENCE_SHARDS", Integer.toString(SHARDS),
            "RINGFENCE_DATABASE_URL", stack.postgres().jdbcUrl(),
            "RINGFENCE_DATABASE_USER", stack.postgres().user(),
            "RINGFENCE_DATABASE_PASSWORD", stack.postgres().password(),
            "RINGFENCE_KAFKA_BOOTSTRAP_SERVERS", stack.kafka().bootstrapServers(),
            "RINGFENCE_KAFKA_TOPIC_REPLICATION_FACTOR", "1",
            "RINGFENCE_REDIS_URL", stack.redis().uri()));
  }

  private void awaitMore() throws Exception {
    int before = accepted.size();
    Until.holds("more is accepted", () -> accepted.size() >= before + SOME);
  }

  /** What was committed by now, whoever did it, goes all the way; what comes meanwhile may wait. */
  private static void assertAllIsPublishedAndShown(LocalStack stack) throws Exception {
    Map<Integer, Long> committed = sequences(stack, "SELECT shard_id, sequence FROM shards");
    Until.holds(
        "all of it is in Kafka",
        () -> {
          Map<Integer, Long> sent =
              sequences(stack, "SELECT shard_id, sequence FROM relay_cursors");
          return committed.entrySet().stream()
              .allMatch(shard -> sent.get(shard.getKey()) >= shard.getValue());
        });
    Derived derived =
        new Derived(
            Optional.of(
                Map.of(
                    CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                    stack.kafka().bootstrapServers())),
            Derived.NONE.topic(),
            Optional.of(stack.redis().uri()),
            CATCH_UP_MILLIS);
    TapeStage.assertVerifies(stack, derived);
  }

  private List<Thread> askAll(Nodes nodes) {
    List<Thread> clients = new ArrayList<>();
    for (long id = 1; id <= ACCOUNTS; id++) {
      long accountId = id;
      clients.add(Thread.ofVirtual().start(() -> askOn(nodes, accountId)));
    }
    return clients;
  }

  /** One after the other, each until it is answered, under the same id. */
  private void askOn(Nodes nodes, long accountId) {
    for (int number = 0; !isStopping; number++) {
      String request = "r-" + number;
      boolean isAccepted = false;
      while (!isStopping && !isAccepted) {
        isAccepted = isAccepted(nodes, accountId, request);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private boolean isAccepted(Nodes nodes, long accountId, String request) {
    int node = nodes.preferredFor(accountId);
    try {
      CommandResult result =
          ask(
              AccountServiceGrpc.newBlockingStub(nodes.channel(node))
                  .withDeadlineAfter(1, TimeUnit.SECONDS),
              accountId,
              request);
      if (result.getOutcome() == Outcome.OUTCOME_ACCEPTED) {
        accepted.add(accountId + " " + request);
      }
      return result.getOutcome() == Outcome.OUTCOME_ACCEPTED;
    } catch (StatusRuntimeException _) {
      // Unknown, or it does not serve.
      nodes.turnFrom(node, accountId);
      return false;
    }
  }

  private static CommandResult ask(
      AccountServiceBlockingStub stub, long accountId, String request) {
    return request.equals("r-0")
        ? stub.openAccount(
                OpenAccountRequest.newBuilder()
                    .setAccountId(accountId)
                    .setRequestId(request)
                    .setCurrency("USD")
                    .build())
            .getResult()
        : stub.deposit(
                DepositRequest.newBuilder()
                    .setAccountId(accountId)
                    .setRequestId(request)
                    .setAmount("10.50")
                    .build())
            .getResult();
  }

  private static long number(LocalStack stack, String query) {
    try (Connection connection = DriverManager.getConnection(stack.postgres().jdbcUrl());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getLong(1);
    } catch (SQLException _) {
      // No tables yet.
      return -1;
    }
  }

  private static Map<Integer, Long> sequences(LocalStack stack, String query) throws SQLException {
    Map<Integer, Long> sequences = new ConcurrentHashMap<>();
    try (Connection connection = DriverManager.getConnection(stack.postgres().jdbcUrl());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        sequences.put(rows.getInt(1), rows.getLong(2));
      }
    }
    return sequences;
  }
}
