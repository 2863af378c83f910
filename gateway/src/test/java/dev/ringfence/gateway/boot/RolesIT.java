package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.journal.Database;
import dev.ringfence.journal.DatabaseConfig;
import dev.ringfence.journal.relay.Topics;
import dev.ringfence.localstack.LocalService;
import dev.ringfence.localstack.LocalStack;
import dev.ringfence.localstack.LocalStackConfig;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.PostgresBackend;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.verify.Derived;
import dev.ringfence.snapshotter.verify.Verifier;
import dev.ringfence.snapshotter.verify.VerifyConfig;
import dev.ringfence.snapshotter.verify.VerifyReport;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An engine whose events nobody takes sheds writes, until a process of its own relays them. */
@Timeout(180)
final class RolesIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long ACCOUNT = 42;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final PostgresBackend postgres = Backends.freshDatabase();
  private final DatabaseConfig database =
      DatabaseConfig.of(postgres.jdbcUrl(), postgres.user(), postgres.password());
  private AccountServiceBlockingStub accounts;
  private int deposits;
  private ManagedChannel channel;

  @Test
  void shouldShedWritesWhenTheOutboxIsFullAndGoOnWhenItIsRelayed() throws Exception {
    try (LocalStack stack =
            LocalStack.start(
                LocalStackConfig.ephemeral().withServices(LocalService.KAFKA, LocalService.REDIS));
        Node engine = node(stack, EnumSet.of(Role.ENGINE)).make()) {
      stack.awaitKafka(LIMIT);
      engine.start();
      TestNode.awaitServing(engine);
      connect(engine);
      accounts.openAccount(
          OpenAccountRequest.newBuilder()
              .setAccountId(ACCOUNT)
              .setRequestId("open")
              .setCurrency("USD")
              .build());

      StatusRuntimeException shed = depositUntilShed();

      assertShed(shed);
      assertTrue(
          TestNode.page(engine, "/healthz").contains("FAIL  outbox"),
          TestNode.page(engine, "/healthz"));
      assertTrue(
          TestNode.page(engine, "/metrics").contains("ringfence_outbox_full{shard=\"0\"} 1.0"));
      assertEquals(deposits + 1, version());

      try (EventNode relay =
          new EventNode(node(stack, EnumSet.of(Role.RELAY, Role.PROJECTOR)).config())) {
        relay.start(() -> true);
        awaitAccepted();
        VerifyReport report = verify(stack);
        assertTrue(report.isClean(), report::render);
      }
    }
  }

  @Test
  void shouldReadRolesAndRefuseOthers() {
    assertEquals(EnumSet.allOf(Role.class), Role.parse("all"));
    assertEquals(EnumSet.of(Role.RELAY, Role.PROJECTOR), Role.parse("relay, PROJECTOR"));
    for (String wrong : new String[] {"", "relay,", "cook"}) {
      assertThrows(ConfigurationException.class, () -> Role.parse(wrong), wrong);
    }
  }

  private TestNode node(LocalStack stack, Set<Role> roles) {
    return TestNode.on(postgres)
        .withEvents(stack.kafka().bootstrapServers(), stack.redis().uri())
        .with(new EventsConfig(roles, 20));
  }

  @AfterEach
  void disconnect() {
    if (channel != null) {
      channel.shutdownNow();
    }
  }

  private void connect(Node node) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", node.grpcPort()).usePlaintext().build();
    accounts =
        AccountServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(2 * LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private StatusRuntimeException depositUntilShed() {
    long untilNanos = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() - untilNanos < 0) {
      try {
        deposit();
      } catch (StatusRuntimeException refused) {
        return refused;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    throw new AssertionError("Nothing was ever refused");
  }

  private void awaitAccepted() {
    long untilNanos = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        deposit();
        return;
      } catch (StatusRuntimeException stillFull) {
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, stillFull.getStatus().getCode());
        assertTrue(System.nanoTime() - untilNanos < 0, "It never drained");
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void deposit() {
    var _ =
        accounts.deposit(
            DepositRequest.newBuilder()
                .setAccountId(ACCOUNT)
                .setRequestId("deposit-" + deposits)
                .setAmount("1")
                .build());
    deposits++;
  }

  private static void assertShed(StatusRuntimeException shed) throws Exception {
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, shed.getStatus().getCode());
    com.google.rpc.Status details = StatusProto.fromThrowable(shed);
    assertEquals("OUTBOX_FULL", details.getDetails(0).unpack(ErrorInfo.class).getReason());
    assertEquals(1, details.getDetails(1).unpack(RetryInfo.class).getRetryDelay().getSeconds());
  }

  private long version() {
    return accounts
        .getAccount(GetAccountRequest.newBuilder().setAccountId(ACCOUNT).build())
        .getResult()
        .getAccount()
        .getVersion();
  }

  private VerifyReport verify(LocalStack stack) throws Exception {
    try (Database own = Database.open(database)) {
      return new Verifier(new VerifyConfig(2, 8, 60_000))
          .run(
              own.dataSource(),
              new Derived(
                  Optional.of(Map.of("bootstrap.servers", stack.kafka().bootstrapServers())),
                  Topics.ACCOUNT_EVENTS,
                  Optional.of(stack.redis().uri()),
                  (int) LIMIT.toMillis()),
              Progress.NONE);
    }
  }
}
