package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.RetryInfo;
import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceStub;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.DepositResponse;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.PostgresBackend;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * More than a node can do, for a few seconds: it goes on answering, refuses the rest at once, and
 * what it has answered is there. {@code ringfence bench --overload} measures the same. What it can
 * do is bounded by its database here, as a machine that is busy slows those who ask as well.
 */
@Timeout(120)
final class OverloadIT {
  private static final int CONNECTIONS = 3;
  private static final int IN_FLIGHT_EACH = 3_500;
  private static final int SHED_ENOUGH = 2_000;
  private static final long LIMIT_SECONDS = 60;
  private static final long ACCOUNT = 7;
  private static final String SLOW_COMMITS =
      """
      CREATE FUNCTION take_time() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN PERFORM pg_sleep(0.05); RETURN NULL; END';
      CREATE TRIGGER take_time AFTER INSERT ON outbox
        FOR EACH STATEMENT EXECUTE FUNCTION take_time();
      """;

  private final PostgresBackend postgres = Backends.freshDatabase();
  private final Semaphore permits = new Semaphore(CONNECTIONS * IN_FLIGHT_EACH);
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger shed = new AtomicInteger();
  private final AtomicReference<Throwable> wrong = new AtomicReference<>();

  @Test
  void shouldRefuseWhatIsTooMuchAndKeepWhatItHasAnswered() throws Exception {
    try (Node node = TestNode.on(postgres).start()) {
      List<ManagedChannel> channels = new ArrayList<>();
      for (int index = 0; index < CONNECTIONS; index++) {
        channels.add(
            NettyChannelBuilder.forAddress("127.0.0.1", node.grpcPort()).usePlaintext().build());
      }
      open(channels.getFirst());
      slowDown();

      int sent = offer(channels.stream().map(AccountServiceGrpc::newStub).toList());

      assertTrue(permits.tryAcquire(CONNECTIONS * IN_FLIGHT_EACH, 60, TimeUnit.SECONDS));
      channels.forEach(ManagedChannel::shutdownNow);
      assertEquals(null, wrong.get());
      assertEquals(sent, accepted.get() + shed.get());
      assertTrue(shed.get() >= SHED_ENOUGH, "too little was too much: " + sent);
      assertTrue(accepted.get() > sent / 100, "it went on working: " + accepted + " of " + sent);
      // The account was opened before.
      assertEquals(accepted.get() + 1, ledgerRows());
    }
  }

  private int offer(List<AccountServiceStub> stubs) throws InterruptedException {
    long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    int sent = 0;
    while (shed.get() < SHED_ENOUGH && System.nanoTime() - endNanos < 0 && wrong.get() == null) {
      permits.acquire();
      stubs
          .get(sent % stubs.size())
          .deposit(
              DepositRequest.newBuilder()
                  .setAccountId(ACCOUNT)
                  .setRequestId("d-" + sent)
                  .setAmount("1")
                  .build(),
              new Outcome());
      sent++;
    }
    return sent;
  }

  private final class Outcome implements StreamObserver<DepositResponse> {
    @Override
    public void onNext(DepositResponse response) {
      accepted.incrementAndGet();
    }

    @Override
    public void onError(Throwable failure) {
      boolean isShed = Status.fromThrowable(failure).getCode() == Status.Code.RESOURCE_EXHAUSTED;
      var details = StatusProto.fromThrowable(failure);
      boolean hints =
          details != null
              && details.getDetailsList().stream().anyMatch(any -> any.is(RetryInfo.class));
      if (isShed && hints) {
        shed.incrementAndGet();
      } else {
        wrong.compareAndSet(null, failure);
      }
      permits.release();
    }

    @Override
    public void onCompleted() {
      permits.release();
    }
  }

  private static void open(ManagedChannel channel) {
    var _ =
        AccountServiceGrpc.newBlockingStub(channel)
            .openAccount(
                OpenAccountRequest.newBuilder()
                    .setAccountId(ACCOUNT)
                    .setRequestId("open")
                    .setCurrency("USD")
                    .build());
  }

  private void slowDown() throws Exception {
    postgres.execute(SLOW_COMMITS);
  }

  private int ledgerRows() throws Exception {
    return Integer.parseInt(
        postgres.value("SELECT count(*) FROM ledger WHERE account_id = " + ACCOUNT));
  }
}
