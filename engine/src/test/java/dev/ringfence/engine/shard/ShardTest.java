package dev.ringfence.engine.shard;

import static dev.ringfence.engine.testing.Commands.deposit;
import static dev.ringfence.engine.testing.Commands.getAccount;
import static dev.ringfence.engine.testing.Commands.openAccount;
import static dev.ringfence.engine.testing.Commands.reserve;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.command.ReplyBuffer;
import dev.ringfence.engine.command.ReplySink;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.effect.EffectType;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.testing.InMemoryJournal;
import dev.ringfence.engine.testing.JournalFault;
import dev.ringfence.engine.testing.RecordingSink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShardTest {
  private static final int RING = 8;

  private final InMemoryJournal journal = new InMemoryJournal();
  private final RecordingSink sink = new RecordingSink();
  private final AtomicLong clock = new AtomicLong(1_000);
  private final AtomicReference<Fenced> toldOfFence = new AtomicReference<>();
  private final CountDownLatch fenced = new CountDownLatch(1);
  private final ShardConfig config =
      new ShardConfig(0, 1, RING, 4, 1 << 20, WaitMode.BLOCKING, 100, 100, 100, 10, 1);
  private final ShardState state = new ShardState(config.windows());
  private final Shard shard =
      new Shard(
          config,
          state,
          journal,
          clock::get,
          EngineMetrics.NONE,
          (shardId, outcome) -> {
            toldOfFence.set(outcome);
            fenced.countDown();
          });

  @AfterEach
  void stop() throws InterruptedException {
    shard.stop(Duration.ofSeconds(5));
  }

  @Test
  void shouldAnswerWithWhatIsDurable() throws InterruptedException {
    shard.start();

    ask(openAccount(1, "r1", "USD"));
    ask(deposit(1, "r2", 100));
    ask(reserve(1, "r3", "o1", 60));
    ask(reserve(1, "r4", "o2", 60));
    ask(getAccount(1));

    List<Answer> answers = sink.awaitReplies(5);
    assertTrue(answers.get(2).accepted());
    assertEquals(40, answers.get(2).balance());
    assertEquals(60, answers.get(2).remaining());
    assertFalse(answers.get(3).accepted());
    assertEquals(Reason.INSUFFICIENT_BALANCE, answers.get(3).reason());
    assertEquals(40, answers.get(4).balance());
    assertEquals(60, answers.get(4).reserved());
    assertEquals(3, answers.get(4).version());
    assertEquals(3, journal.ledger().size());
  }

  @Test
  void shouldAnswerNobodyBeforeTheCommit() throws InterruptedException {
    Gate gate = new Gate(null);
    journal.fault(gate);
    shard.start();

    ask(openAccount(1, "r1", "USD"));
    gate.awaitShard();
    boolean silent = sink.answers().isEmpty();
    gate.open();

    assertTrue(silent);
    assertTrue(sink.awaitReplies(1).getFirst().accepted());
  }

  /** Found by the simulation: it kept its seat for ever, and answered nothing. */
  @Test
  void shouldGiveUpWhenTheShardIsAnothersThoughNothingIsWritten() throws InterruptedException {
    shard.start();
    ask(openAccount(1, "r1", "USD"));
    sink.awaitReplies(1);

    journal.lose();

    assertTrue(fenced.await(20, TimeUnit.SECONDS));
    assertEquals(FenceKind.YIELD, toldOfFence.get().kind());
    assertEquals(ShardStatus.FENCED, shard.status());
  }

  @Test
  void shouldSayThatNothingWasDoneWhenTheShardIsAnothersBeforeItsFirstBatch() {
    TurnedShard turned = new TurnedShard(shard);
    ask(openAccount(1, "first", "USD"));
    ask(deposit(1, "second", 1));

    journal.lose();

    assertFalse(turned.turn());
    assertEquals(List.of("first", "second"), sink.requestIds());
    assertEquals(List.of(Failure.NOT_SERVING, Failure.NOT_SERVING), sink.failures());
  }

  @Test
  void shouldFlushABufferOnceForABatchOfManySinks() throws InterruptedException {
    Gate gate = new Gate(null);
    journal.fault(gate);
    RecordingSink other = new RecordingSink();
    shard.start();
    ask(openAccount(1, "r0", "USD"));
    gate.awaitShard();

    for (int index = 1; index < 3; index++) {
      ask(deposit(1, "r" + index, 1));
      shard.tryPublish(other.asking(deposit(1, "o" + index, 1)));
    }
    gate.open();
    sink.awaitReplies(3);
    other.awaitReplies(2);
    shard.stop(Duration.ofSeconds(5));

    assertEquals(2, sink.flushes(), "the first batch and the one with the rest");
    assertEquals(1, other.flushes());
  }

  @Test
  void shouldRefuseAtOnceWhenTheRingIsFull() throws InterruptedException {
    Gate gate = new Gate(null);
    journal.fault(gate);
    shard.start();
    ask(openAccount(1, "r0", "USD"));
    gate.awaitShard();

    int admitted = 1;
    while (shard.tryPublish(sink.asking(deposit(1, "r" + admitted, 1))) == Admission.ADMITTED) {
      admitted++;
    }
    Admission last = shard.tryPublish(sink.asking(deposit(1, "late", 1)));
    gate.open();

    assertEquals(RING, admitted);
    assertEquals(Admission.FULL, last);
    assertEquals(RING, sink.awaitReplies(RING).size());
  }

  @Test
  void shouldAnswerWhatIsInTheRingWhenStopped() throws InterruptedException {
    Gate gate = new Gate(null);
    journal.fault(gate);
    shard.start();
    ask(openAccount(1, "r0", "USD"));
    gate.awaitShard();
    for (int index = 1; index < RING; index++) {
      ask(deposit(1, "r" + index, 1));
    }

    Thread opener = Thread.ofPlatform().start(gate::open);
    shard.stop(Duration.ofSeconds(10));
    opener.join();

    assertEquals(RING, sink.answers().size());
    assertEquals(ShardStatus.STOPPED, shard.status());
    assertEquals(Admission.NOT_SERVING, shard.tryPublish(sink.asking(getAccount(1))));
    assertEquals(RING, journal.ledger().size());
  }

  @Test
  void shouldStopTheOthersMeanwhileWhenOneIsBusy() throws InterruptedException {
    Gate gate = new Gate(null);
    journal.fault(gate);
    Engine engine = new Engine(2);
    Shard busy = ofTwo(0, journal);
    Shard idle = ofTwo(1, new InMemoryJournal());
    for (Shard one : List.of(busy, idle)) {
      one.start();
      engine.install(one);
    }
    assertEquals(Admission.ADMITTED, engine.tryPublish(2, sink.asking(openAccount(2, "r", "USD"))));
    gate.awaitShard();

    Thread stop =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    engine.stop(Duration.ofSeconds(60));
                  } catch (InterruptedException interrupted) {
                    throw new AssertionError(interrupted);
                  }
                });
    long latestNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (idle.status() != ShardStatus.STOPPED && System.nanoTime() - latestNanos < 0) {
      Thread.onSpinWait();
    }
    ShardStatus meanwhile = idle.status();
    gate.open();
    stop.join();

    assertEquals(ShardStatus.STOPPED, meanwhile);
    assertEquals(ShardStatus.STOPPED, busy.status());
    assertTrue(sink.answers().getFirst().accepted());
  }

  private Shard ofTwo(int shardId, InMemoryJournal itsJournal) {
    ShardConfig ofTwo =
        new ShardConfig(shardId, 2, RING, 4, 1 << 20, WaitMode.BLOCKING, 100, 100, 100, 10, 1);
    ShardState itsState = new ShardState(ofTwo.windows());
    return new Shard(ofTwo, itsState, itsJournal, clock::get, EngineMetrics.NONE, (_, _) -> {});
  }

  @Test
  void shouldTellUnknownFromUntouchedWhenFenced() throws InterruptedException {
    shard.start();
    ask(openAccount(1, "r0", "USD"));
    sink.awaitReplies(1);
    Gate gate = new Gate(Fenced.retake("another owner"));
    journal.fault(gate);

    ask(deposit(1, "decided", 1));
    gate.awaitShard();
    ask(deposit(1, "untouched", 1));
    gate.open();
    sink.awaitReplies(3);

    assertTrue(fenced.await(10, TimeUnit.SECONDS));
    assertEquals(List.of(Failure.UNKNOWN, Failure.NOT_SERVING), sink.failures());
    assertEquals(List.of("r0", "decided", "untouched"), sink.requestIds());
    assertEquals(ShardStatus.FENCED, shard.status());
    assertEquals(Admission.NOT_SERVING, shard.tryPublish(sink.asking(getAccount(1))));
  }

  @Test
  void shouldFenceWhenTheJournalThrows() throws InterruptedException {
    journal.fault(
        new JournalFault() {
          @Override
          public CommitOutcome beforeCommit(EffectBatch batch) {
            throw new OutOfMemoryError("planned");
          }
        });
    shard.start();

    ask(openAccount(1, "r0", "USD"));
    sink.awaitReplies(1);

    assertTrue(fenced.await(10, TimeUnit.SECONDS));
    assertEquals(List.of(Failure.UNKNOWN), sink.failures());
    assertEquals(FenceKind.RETAKE, toldOfFence.get().kind());
  }

  @Test
  void shouldFenceWhenWhoeverIsToldOfTheFaultThrowsAsWell() throws InterruptedException {
    journal.fault(
        new JournalFault() {
          @Override
          public CommitOutcome beforeCommit(EffectBatch batch) {
            throw new IllegalStateException("planned");
          }
        });
    EngineMetrics broken =
        new EngineMetrics() {
          @Override
          public void onFault(int shardId, Throwable failure) {
            throw new StackOverflowError("planned, too");
          }
        };
    Shard deaf =
        new Shard(
            config, state, journal, clock::get, broken, (_, outcome) -> toldOfFence.set(outcome));
    deaf.start();

    assertEquals(Admission.ADMITTED, deaf.tryPublish(sink.asking(openAccount(1, "r0", "USD"))));
    sink.awaitReplies(1);
    deaf.stop(Duration.ofSeconds(5));

    assertEquals(List.of(Failure.UNKNOWN), sink.failures());
    assertEquals(ShardStatus.FENCED, deaf.status());
    assertEquals(FenceKind.RETAKE, toldOfFence.get().kind());
  }

  @Test
  void shouldFenceWhenTheFaultCanNotBePutIntoWords() throws InterruptedException {
    journal.fault(
        new JournalFault() {
          @Override
          public CommitOutcome beforeCommit(EffectBatch batch) {
            throw new SpeechlessException();
          }
        });
    shard.start();

    ask(openAccount(1, "r0", "USD"));
    sink.awaitReplies(1);

    assertTrue(fenced.await(10, TimeUnit.SECONDS));
    assertEquals(List.of(Failure.UNKNOWN), sink.failures());
    assertEquals(SpeechlessException.class.getName(), toldOfFence.get().cause());
  }

  /** As one that formats its message, and fails at that. */
  private static final class SpeechlessException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("planned");
    }
  }

  @Test
  void shouldAnswerASlowWriterWhenFencingMeetsAnError() throws InterruptedException {
    EngineMetrics broken =
        new EngineMetrics() {
          @Override
          public void onFenced(int shardId, Fenced outcome) {
            throw new StackOverflowError("planned");
          }
        };
    Shard failing =
        new Shard(config, state, journal, clock::get, broken, (_, _) -> fenced.countDown());
    TurnedShard turned = new TurnedShard(failing);
    CountDownLatch claimed = new CountDownLatch(1);
    Thread slow =
        Thread.ofPlatform()
            .start(
                () -> {
                  var _ =
                      failing.tryPublish(
                          slot -> {
                            claimed.countDown();
                            // The host is told when the shard no longer waits for it.
                            awaitUninterruptibly(fenced);
                            sink.asking(deposit(1, "slow", 1)).write(slot);
                          });
                });
    claimed.await();
    journal.lose();

    assertThrows(StackOverflowError.class, turned::turn);
    slow.join();

    assertEquals(List.of(Failure.NOT_SERVING), sink.failures());
  }

  @Test
  void shouldAnswerWhoeverWaitsWhenItsStopIsNotHeard() throws InterruptedException {
    EngineMetrics broken =
        new EngineMetrics() {
          @Override
          public void onStatus(int shardId, ShardStatus status, String cause) {
            if (status == ShardStatus.DRAINING) {
              throw new IllegalStateException("planned");
            }
          }
        };
    Shard stopped =
        new Shard(
            config, state, journal, clock::get, broken, (_, outcome) -> toldOfFence.set(outcome));
    stopped.start();

    stopped.stop(Duration.ofSeconds(5));

    assertEquals(ShardStatus.STOPPED, stopped.status());
    assertEquals(Admission.NOT_SERVING, stopped.tryPublish(sink.asking(getAccount(1))));
  }

  /** It would be due again at once, however often the shard is rebuilt. */
  @Test
  void shouldHaltWhenTheEndOfAReservationCantBeStored() throws InterruptedException {
    journal.fault(
        new JournalFault() {
          @Override
          public boolean refuses(Effect effect) {
            return effect.type() == EffectType.EXPIRED;
          }
        });
    shard.start();
    ask(openAccount(1, "r0", "USD"));
    ask(deposit(1, "r1", 5));
    ask(reserve(1, "r2", "o", 5, 2_000));
    sink.awaitReplies(3);

    clock.set(3_000);

    assertTrue(fenced.await(10, TimeUnit.SECONDS));
    assertEquals(FenceKind.HALT, toldOfFence.get().kind());
    assertTrue(
        toldOfFence.get().cause().contains("end of a reservation"), toldOfFence.get()::cause);
  }

  @Test
  void shouldPassOnWhyItMustNotServeWhenTheJournalHalts() throws InterruptedException {
    journal.fault(
        new JournalFault() {
          @Override
          public CommitOutcome beforeCommit(EffectBatch batch) {
            return Fenced.halt("history went back");
          }
        });
    shard.start();

    ask(openAccount(1, "r0", "USD"));

    assertTrue(fenced.await(10, TimeUnit.SECONDS));
    assertEquals(Fenced.halt("history went back"), toldOfFence.get());
  }

  @Test
  void shouldAnswerEveryAdmittedCommandWhenProducersRaceWithTheFence() throws InterruptedException {
    AtomicLong commits = new AtomicLong();
    journal.fault(
        new JournalFault() {
          @Override
          public CommitOutcome beforeCommit(EffectBatch batch) {
            return commits.incrementAndGet() > 200 ? Fenced.retake("planned") : null;
          }
        });
    AtomicLong admitted = new AtomicLong();
    AtomicLong requests = new AtomicLong();
    shard.start();
    ask(openAccount(1, "open", "USD"));

    Runnable producer =
        () -> {
          Admission admission;
          do {
            String requestId = "r" + requests.incrementAndGet();
            admission = shard.tryPublish(sink.asking(deposit(1, requestId, 1)));
            admitted.addAndGet(admission == Admission.ADMITTED ? 1 : 0);
          } while (admission != Admission.NOT_SERVING);
        };
    List<Thread> producers =
        List.of(Thread.ofPlatform().start(producer), Thread.ofPlatform().start(producer));
    for (Thread thread : producers) {
      thread.join();
    }
    assertTrue(fenced.await(10, TimeUnit.SECONDS));

    assertEquals(admitted.get() + 1, sink.answers().size() + sink.failures().size());
  }

  @Test
  void shouldAnswerWhatIsBehindASlowWriterWhenFenced() throws InterruptedException {
    shard.start();
    ask(openAccount(1, "r0", "USD"));
    sink.awaitReplies(1);
    CountDownLatch claimed = new CountDownLatch(1);
    CountDownLatch mayWrite = new CountDownLatch(1);
    Gate gate = new Gate(Fenced.retake("another owner"));
    journal.fault(gate);
    ask(deposit(1, "decided", 1));
    gate.awaitShard();
    Thread slow =
        Thread.ofPlatform()
            .start(
                () ->
                    ask(
                        slot -> {
                          claimed.countDown();
                          awaitUninterruptibly(mayWrite);
                          deposit(1, "slow", 1).write(slot);
                        }));
    claimed.await();
    ask(deposit(1, "behind", 1));

    gate.open();
    sink.awaitReplies(3);
    boolean rebuilds = fenced.await(20, TimeUnit.SECONDS);
    List<String> beforeSlow = sink.requestIds();
    mayWrite.countDown();
    sink.awaitReplies(4);
    slow.join();

    assertTrue(rebuilds);
    assertEquals(List.of("r0", "decided", "behind"), beforeSlow);
    assertEquals(List.of("r0", "decided", "behind", "slow"), sink.requestIds());
    assertEquals(
        List.of(Failure.UNKNOWN, Failure.NOT_SERVING, Failure.NOT_SERVING), sink.failures());
  }

  @Test
  void shouldDropACommandWhenItsDeadlineHasPassed() throws InterruptedException {
    shard.start();
    ask(openAccount(1, "r0", "USD"));

    CommandWriter late =
        slot -> {
          deposit(1, "late", 5).write(slot);
          slot.deadlineNanos(System.nanoTime() - 1);
        };
    ask(late);
    ask(getAccount(1));
    sink.awaitReplies(3);

    assertEquals(List.of(Failure.DEADLINE_PASSED), sink.failures());
    assertEquals(0, sink.answers().getLast().balance());
  }

  @Test
  void shouldAnswerTheOthersWhenASinkThrows() throws InterruptedException {
    ReplySink broken =
        new ReplySink() {
          @Override
          public void onAnswer(Command command, Answer answer) {
            throw new IllegalStateException("planned");
          }

          @Override
          public void onFailure(Command command, Failure failure) {
            throw new IllegalStateException("planned");
          }

          @Override
          public ReplyBuffer buffer() {
            throw new IllegalStateException("planned");
          }
        };

    shouldAnswerTheOthers(broken);
  }

  @Test
  void shouldAnswerTheOthersWhenASinkThrowsAnError() throws InterruptedException {
    ReplySink broken =
        new ReplySink() {
          @Override
          public void onAnswer(Command command, Answer answer) {
            throw new StackOverflowError("planned");
          }

          @Override
          public void onFailure(Command command, Failure failure) {
            throw new StackOverflowError("planned");
          }
        };

    shouldAnswerTheOthers(broken);
  }

  private void shouldAnswerTheOthers(ReplySink broken) throws InterruptedException {
    shouldAnswerTheOthers(shard, broken);
  }

  private void shouldAnswerTheOthers(Shard told, ReplySink broken) throws InterruptedException {
    told.start();

    told.tryPublish(
        slot -> {
          openAccount(1, "r0", "USD").write(slot);
          slot.replySink(broken);
        });
    assertEquals(Admission.ADMITTED, told.tryPublish(sink.asking(deposit(1, "r1", 5))));

    assertEquals(5, sink.awaitReplies(1).getFirst().balance());
    assertEquals(ShardStatus.SERVING, told.status());
    told.stop(Duration.ofSeconds(5));
  }

  @Test
  void shouldTellTheHostWhenFencingMeetsAnError() {
    AtomicReference<Fenced> told = new AtomicReference<>();
    EngineMetrics broken =
        new EngineMetrics() {
          @Override
          public void onStatus(int shardId, ShardStatus status, String cause) {
            if (status == ShardStatus.FENCED) {
              throw new StackOverflowError("planned");
            }
          }
        };
    Shard failing =
        new Shard(
            config, state, journal, clock::get, broken, (shardId, outcome) -> told.set(outcome));
    TurnedShard turned = new TurnedShard(failing);
    failing.tryPublish(sink.asking(openAccount(1, "r1", "USD")));
    journal.lose();

    assertThrows(StackOverflowError.class, turned::turn);

    assertEquals(FenceKind.YIELD, told.get().kind());
    assertEquals(ShardStatus.FENCED, failing.status());
    assertEquals(List.of(Failure.NOT_SERVING), sink.failures());
  }

  @Test
  void shouldPassOverTheSlotWhenTheWriterThrows() throws InterruptedException {
    shard.start();
    ask(openAccount(1, "r0", "USD"));

    CommandWriter broken =
        slot -> {
          deposit(1, "r1", 5).write(slot);
          throw new IllegalStateException("planned");
        };
    assertThrows(IllegalStateException.class, () -> ask(broken));
    assertThrows(IllegalArgumentException.class, () -> ask(deposit(1, "r2", -5)));
    ask(deposit(1, "r3", 7));

    assertEquals(7, sink.awaitReplies(2).getLast().balance());
    assertEquals(List.of("r0", "r3"), sink.requestIds());
  }

  @Test
  void shouldEndWhatIsDueWhenIdle() throws InterruptedException {
    shard.start();
    ask(openAccount(1, "r0", "USD"));
    ask(deposit(1, "r1", 10));
    ask(reserve(1, "r2", "o1", 10, 50));
    sink.awaitReplies(3);

    clock.addAndGet(50);
    Answer account;
    int replies = 3;
    do {
      ask(getAccount(1));
      replies++;
      account = sink.awaitReplies(replies).getLast();
    } while (account.reserved() > 0);

    assertEquals(10, account.balance());
    assertEquals(EffectType.EXPIRED, journal.ledger().getLast().type());
    assertEquals(ReservationState.EXPIRED, journal.ledger().getLast().reservation().state());
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private void ask(CommandWriter writer) {
    assertEquals(Admission.ADMITTED, shard.tryPublish(sink.asking(writer)));
  }
}
