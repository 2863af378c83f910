package dev.ringfence.gateway.rehearsal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.ListLedgerRequest;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.effect.EffectType;
import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.shard.Journal;
import dev.ringfence.engine.shard.LookUp;
import dev.ringfence.engine.shard.LookUp.Doubt;
import dev.ringfence.gateway.testing.FakeLedger;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RehearsalTest {
  private static final RehearsalConfig SHORT = new RehearsalConfig(30_000, 2_000);

  private final Set<EffectType> seen = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  @Test
  void shouldPlayEveryStepOfAnOrdersLife() {
    new Rehearsal(SHORT, new FakeLedger()).run(() -> journal(batch -> CommitOutcome.COMMITTED));

    assertEquals(
        EnumSet.of(
            EffectType.OPENED,
            EffectType.DEPOSITED,
            EffectType.RESERVED,
            EffectType.AMENDED,
            EffectType.FILLED,
            EffectType.RELEASED,
            EffectType.SETTLED),
        EnumSet.copyOf(seen));
    assertTrue(closed, "the journal was closed");
  }

  /** Its port is open to everybody on the machine, and what it reads of the ledger is real. */
  @Test
  void shouldNotLetAStrangerReadTheLedger() throws Exception {
    assumeTrue(ListeningPorts.canBeSeen());
    Set<Integer> before = ListeningPorts.ofThisProcess();
    FakeLedger ledger = new FakeLedger();
    List<Status.Code> answers = new ArrayList<>();
    CountDownLatch rehearsing = new CountDownLatch(1);
    CountDownLatch tried = new CountDownLatch(1);
    Thread rehearsal =
        Thread.ofPlatform()
            .daemon()
            .start(
                () ->
                    new Rehearsal(SHORT, ledger)
                        .run(
                            () ->
                                journal(
                                    batch -> {
                                      rehearsing.countDown();
                                      awaitQuietly(tried);
                                      return CommitOutcome.COMMITTED;
                                    })));
    assertTrue(rehearsing.await(40, TimeUnit.SECONDS));

    Set<Integer> opened = ListeningPorts.ofThisProcess();
    opened.removeAll(before);
    for (int port : opened) {
      answers.add(listLedger(port));
    }
    tried.countDown();

    assertTrue(rehearsal.join(Duration.ofSeconds(50)));
    assertEquals(List.of(Status.Code.UNAUTHENTICATED), answers);
    assertEquals("", ledger.lastRead());
  }

  private static Status.Code listLedger(int port) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      var _ =
          AccountServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(20, TimeUnit.SECONDS)
              .listLedger(ListLedgerRequest.newBuilder().setAccountId(42).build());
      return Status.Code.OK;
    } catch (StatusRuntimeException refused) {
      return refused.getStatus().getCode();
    } finally {
      channel.shutdownNow();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      var _ = latch.await(40, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldEndWhenTheJournalFails() {
    RehearsalConfig tillTomorrow = new RehearsalConfig(100_000, Integer.MAX_VALUE);
    long startNanos = System.nanoTime();

    new Rehearsal(tillTomorrow, new FakeLedger())
        .run(() -> journal(batch -> Fenced.halt("the test says so")));

    long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    assertTrue(tookMillis < 80_000, () -> "it took " + tookMillis + " ms");
    assertTrue(closed, "the journal was closed");
  }

  @Test
  void shouldLetTheProcessServeWhenThereIsNoJournal() {
    new Rehearsal(SHORT, new FakeLedger())
        .run(
            () -> {
              throw new IOException("no connection");
            });

    assertTrue(seen.isEmpty());
  }

  @Test
  void shouldLetTheProcessServeWhenAnErrorEndsIt() {
    new Rehearsal(SHORT, new FakeLedger())
        .run(
            () -> {
              throw new InternalError("as if there were no threads left");
            });

    assertTrue(seen.isEmpty());
  }

  @Test
  void shouldNotEvenConnectWhenNotWanted() {
    new Rehearsal(RehearsalConfig.NONE, new FakeLedger())
        .run(() -> fail("it has opened a journal"));

    assertTrue(seen.isEmpty());
  }

  private Journal journal(Function<EffectBatch, CommitOutcome> outcome) {
    return new Journal() {
      @Override
      public CommitOutcome commit(EffectBatch batch) {
        for (int index = 0; index < batch.size(); index++) {
          seen.add(batch.get(index).type());
        }
        return outcome.apply(batch);
      }

      @Override
      public LookUp lookUp(EffectBatch batch, List<Doubt> doubts) {
        return LookUp.NOTHING;
      }

      @Override
      public void close() {
        closed = true;
      }
    };
  }
}
