package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.journal.testing.LogLines;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.PostgresBackend;
import dev.ringfence.localstack.testing.Until;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** PostgreSQL forgets what was acknowledged, and that is found by who takes the shard again. */
final class HaltedShardIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final Pattern END_OF_A_SHARD = Pattern.compile("gave up|taken over|fenced|halted");

  private final PostgresBackend postgres = Backends.freshDatabase();
  private long requests;

  @Test
  void shouldHaltAndCountItWhenPostgresLacksWhatWasAcknowledged() throws Exception {
    LogLines lines = new LogLines("dev.ringfence", Level.INFO);
    try (lines;
        Node node = TestNode.on(postgres).start()) {
      long latestNanos = System.nanoTime() + LIMIT.toNanos();
      ask(node);
      assertFalse(
          TestNode.page(node, "/metrics")
              .contains("ringfence_fences_total{kind=\"HALT\",shard=\"0\"} 1"));

      postgres.execute(
          "UPDATE shards SET batch = batch - 1, epoch = epoch + 1, owner = 'a restored backup'");

      while (ends(lines).size() < 2
          || !TestNode.page(node, "/metrics")
              .contains("ringfence_fences_total{kind=\"HALT\",shard=\"0\"} 1")) {
        assertTrue(System.nanoTime() - latestNanos < 0, "it is counted in time");
        ask(node);
        LockSupport.parkNanos(POLL_NANOS);
      }
      String health = TestNode.page(node, "/healthz");
      assertTrue(health.contains("history went back: PostgreSQL is at batch"), health);
    }
    List<String> ends = ends(lines);
    assertEquals(2, ends.size(), () -> "one line for each end: " + ends);
    assertTrue(ends.getFirst().startsWith("Shard 0 gave up: another process"), ends::toString);
    assertTrue(ends.getLast().startsWith("ALARM: shard 0 is halted"), ends::toString);
  }

  @Test
  void shouldKeepTheShardFromOthersWhenItIsHalted() throws Exception {
    try (Node other = TestNode.on(postgres).named("other").make()) {
      try (Node node = TestNode.on(postgres).start()) {
        ask(node);
        postgres.execute("UPDATE shards SET batch = batch - 1");
        ask(node);
        awaitHalted(node);

        other.start();
        String startedAt = postgres.value("SELECT clock_timestamp()");
        Until.holds(
            "the lease goes on for longer than one lasts",
            () ->
                postgres
                    .value(
                        "SELECT count(*) FROM shard_leases WHERE owner LIKE 'test/%' AND"
                            + " heartbeat_at > timestamptz '"
                            + startedAt
                            + "' + interval '4 s'")
                    .equals("1"));
      }
      // It was started after the loss, and knows nothing of it.
      TestNode.awaitServing(other);
    }
  }

  @Test
  void shouldHaltWhenPostgresLacksWhatItSawWhileItWaited() throws Exception {
    try (Node node = TestNode.on(postgres).start();
        Node other = TestNode.on(postgres).named("other").make()) {
      other.start();
      ask(node);
      for (int looks = 0; looks < 3; looks++) {
        // It says how long ago the owner's heartbeat was.
        String before = TestNode.page(other, "/healthz");
        Until.holds("it looks again", () -> !TestNode.page(other, "/healthz").equals(before));
      }

      postgres.execute("UPDATE shards SET batch = batch - 1");

      awaitHalted(other);
    }
  }

  @Test
  void shouldHaltWhenWhoTookTheShardLacksWhatItHadAcknowledged() throws Exception {
    try (Node node = TestNode.on(postgres).start()) {
      ask(node);

      postgres.execute(
          "UPDATE shards SET batch = batch - 1, epoch = epoch + 1, owner = 'quicker/1';"
              + " UPDATE shard_leases SET owner = 'quicker/1',"
              + " heartbeat_at = clock_timestamp() + interval '1 h'");

      awaitHalted(node);
    }
  }

  private static List<String> ends(LogLines lines) {
    return lines.said().stream().filter(END_OF_A_SHARD.asPredicate()).toList();
  }

  private static void awaitHalted(Node node) throws Exception {
    Until.holds(
        "it is halted", () -> TestNode.page(node, "/healthz").contains("history went back"));
  }

  /** What comes of it is not the point. */
  private void ask(Node node) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", node.grpcPort()).usePlaintext().build();
    AccountServiceBlockingStub accounts =
        AccountServiceGrpc.newBlockingStub(channel).withDeadlineAfter(5, TimeUnit.SECONDS);
    requests++;
    try {
      var _ =
          accounts.openAccount(
              OpenAccountRequest.newBuilder()
                  .setAccountId(requests)
                  .setRequestId("open")
                  .setCurrency("USD")
                  .build());
    } catch (StatusRuntimeException _) {
      // Unknown, or not served.
    } finally {
      channel.shutdownNow();
    }
  }
}
