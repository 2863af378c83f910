package dev.ringfence.engine.shard;

import static dev.ringfence.engine.testing.Commands.deposit;
import static dev.ringfence.engine.testing.Commands.getAccount;
import static dev.ringfence.engine.testing.Commands.openAccount;
import static dev.ringfence.engine.testing.Commands.release;
import static dev.ringfence.engine.testing.Commands.reserve;
import static dev.ringfence.engine.testing.Commands.setStatus;
import static dev.ringfence.engine.testing.Commands.withdraw;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.command.RefusalRule;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome.Declined;
import dev.ringfence.engine.shard.CommitOutcome.RolledBack;
import dev.ringfence.engine.state.AcceptedIds;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.testing.InMemoryJournal;
import dev.ringfence.engine.testing.JournalFault;
import dev.ringfence.engine.testing.RecordingSink;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
  private static final ShardConfig CONFIG =
      new ShardConfig(0, 1, 4_096, 8, 1 << 20, WaitMode.BLOCKING, 8, 8, 18, 10, 1);

  private static final JournalFault DECLINES =
      new JournalFault() {
        @Override
        public CommitOutcome beforeCommit(EffectBatch batch) {
          return new Declined("the disk is full");
        }
      };

  private final InMemoryJournal journal = new InMemoryJournal();
  private final RecordingSink sink = new RecordingSink();
  private final ShardState state = new ShardState(CONFIG.windows());
  private final SteppedShard shard = new SteppedShard(CONFIG, state, journal);

  @Test
  void shouldGiveTheOldAnswerWhenTheJournalKnowsTheRequest() {
    run(openAccount(1, "open", "USD"), deposit(1, "old", 5));
    forgetAnswers();

    run(deposit(1, "before", 1), deposit(1, "old", 5), withdraw(1, "after", 2));

    Answer old = answer(-2);
    assertTrue(old.accepted() && old.replayed());
    assertEquals(5, old.balance());
    assertEquals(2, old.version());
    assertEquals(5 + 10 + 1 - 2, answer(-1).balance());
  }

  @Test
  void shouldRefuseAReusedIdWhenTheJournalKnowsTheRequest() {
    run(openAccount(1, "open", "USD"), deposit(1, "old", 5));
    forgetAnswers();

    run(deposit(1, "old", 6));

    assertEquals(Reason.REQUEST_ID_REUSED, answer(-1).reason());
    assertEquals(15, answer(-1).balance());
  }

  @Test
  void shouldGiveTheFirstAnswerWhenARetryOfLongAgoWouldBeRefused() {
    run(openAccount(1, "open", "USD"), deposit(1, "d", 5), withdraw(1, "old", 5));
    forgetAnswers();
    run(withdraw(1, "empty", 10));

    run(deposit(1, "before", 1), withdraw(1, "old", 5), withdraw(1, "old", 5), deposit(1, "z", 1));

    assertTrue(answer(-3).accepted() && answer(-3).replayed());
    assertEquals(0, answer(-3).balance());
    assertEquals(3, answer(-3).version());
    assertTrue(answer(-2).accepted() && answer(-2).replayed());
    assertEquals(2, answer(-1).balance());
    assertEquals(1, journal.lookedUp());
  }

  @Test
  void shouldRefuseTheReuseOfAnIdOfLongAgo() {
    run(openAccount(1, "open", "USD"), deposit(1, "d", 5), withdraw(1, "old", 5));
    forgetAnswers();

    run(withdraw(1, "old", 5_000));

    assertEquals(Reason.REQUEST_ID_REUSED, answer(-1).reason());
  }

  @Test
  void shouldLookNothingUpWhenTheIdIsNew() {
    run(openAccount(1, "open", "USD"));
    forgetAnswers();

    run(withdraw(1, "w1", 500), withdraw(2, "w2", 5));

    assertEquals(Reason.INSUFFICIENT_BALANCE, answer(-2).reason());
    assertEquals(Reason.ACCOUNT_NOT_FOUND, answer(-1).reason());
    assertEquals(0, journal.lookedUp());
  }

  @Test
  void shouldLookEveryRefusalUpOnceUntilTheHistoryIsKnown() {
    state.acceptedIds().expectMore(1);

    run(withdraw(1, "w1", 5), withdraw(1, "w1", 5));
    state.acceptedIds().complete();
    run(withdraw(1, "w2", 5));

    assertEquals(Reason.ACCOUNT_NOT_FOUND, answer(-1).reason());
    assertEquals(1, journal.lookedUp());
  }

  @Test
  void shouldRefuseAnOrderOfLongAgo() {
    run(openAccount(1, "open", "USD"), deposit(1, "d", 100));
    run(reserve(1, "r", "old", 5), release(1, "x", "old", 0));
    for (int index = 0; index < 20; index++) {
      run(reserve(1, "r" + index, "o" + index, 5), release(1, "x" + index, "o" + index, 0));
    }

    run(deposit(1, "d2", 1), reserve(1, "again", "old", 7), deposit(1, "d3", 1));

    assertEquals(Reason.RESERVATION_EXISTS, answer(-2).reason());
    assertEquals(102, answer(-1).balance());
  }

  @Test
  void shouldFindAllOrdersOfLongAgoAtOnceWhenTheyCompeteForTheSameMoney() {
    run(openAccount(1, "open", "USD"), deposit(1, "d", 100));
    for (int index = 0; index < 8; index++) {
      run(reserve(1, "r" + index, "old" + index, 5), release(1, "x" + index, "old" + index, 0));
    }
    for (int index = 0; index < 20; index++) {
      run(reserve(1, "s" + index, "o" + index, 5), release(1, "y" + index, "o" + index, 0));
    }

    run(
        IntStream.range(0, 8)
            .mapToObj(index -> reserve(1, "again" + index, "old" + index, 100))
            .toArray(CommandWriter[]::new));

    for (int index = -8; index < 0; index++) {
      assertEquals(Reason.RESERVATION_EXISTS, answer(index).reason());
    }
    assertEquals(2, journal.rolledBack());
    assertEquals(6, journal.lookedUp());
  }

  @Test
  void shouldRefuseChangesAndGoOnReadingWhenTheJournalCanTakeNothing() {
    run(openAccount(1, "open", "USD"), deposit(1, "d", 5));
    journal.fault(DECLINES);

    run(deposit(1, "d2", 6), withdraw(1, "w", 10), getAccount(1), withdraw(1, "too-much", 900));

    assertEquals(5, answer(-1).balance());
    assertEquals(Collections.nCopies(3, Failure.NOT_SERVING), sink.failures());

    journal.fault(JournalFault.NONE);
    run(deposit(1, "d2", 6), withdraw(1, "w", 10), withdraw(1, "too-much", 900));

    assertEquals(1, answer(-2).balance());
    assertFalse(answer(-2).replayed());
    assertFalse(answer(-1).replayed());
  }

  /** Whoever is declined asks again under the same id, and a disk may be full for long. */
  @Test
  void shouldNotRunOutOfMemoryForIdsWhenOneIsDeclinedAgainAndAgain() {
    AcceptedIds ids = AcceptedIds.of(CONFIG.windows(), 1 << 20, 7);
    ShardState own = new ShardState(CONFIG.windows(), 7, ids);
    SteppedShard full = new SteppedShard(CONFIG, own, journal);
    full.publish(sink.asking(openAccount(1, "open", "USD")));
    assertNull(full.step(1));
    journal.fault(DECLINES);

    for (int attempt = 0; attempt < 200_000; attempt++) {
      full.publish(sink.asking(deposit(1, "again", 5)));
      assertNull(full.step(2));
    }

    assertFalse(ids.isCrowded());
  }

  @Test
  void shouldEndWhatIsDueOnceTheJournalTakesItAgain() {
    run(openAccount(1, "open", "USD"), deposit(1, "d", 5), reserve(1, "r", "o", 5, 10));
    journal.fault(DECLINES);

    shard.publish(sink.asking(getAccount(1)));
    assertNull(shard.step(50));

    assertEquals(5, answer(-1).reserved());
    assertEquals(1, state.openReservationCount());

    journal.fault(JournalFault.NONE);
    assertNull(shard.step(60));

    assertEquals(0, state.openReservationCount());
  }

  @Test
  void shouldRefuseOnlyTheRowThatCantBeStored() {
    journal.fault(
        new JournalFault() {
          @Override
          public boolean refuses(Effect effect) {
            return effect.requestId().toString().equals("bad");
          }
        });

    run(
        openAccount(1, "open", "USD"),
        deposit(1, "good", 5),
        deposit(1, "bad", 6),
        withdraw(1, "more", 6),
        getAccount(1));

    assertEquals(Reason.REFUSED_BY_STORE, answer(-3).reason());
    assertEquals(Reason.INSUFFICIENT_BALANCE, answer(-2).reason());
    assertEquals(5, answer(-1).balance());
    assertEquals(2, journal.ledger().size());
  }

  /** Once the first bad row is out, there is money for the reservation before it. */
  @Test
  void shouldKeepToTheStoresReasonWhenTheOrderIsTakenByThen() {
    journal.fault(
        new JournalFault() {
          @Override
          public boolean refuses(Effect effect) {
            return effect.requestId().toString().startsWith("bad");
          }
        });

    run(
        openAccount(1, "open", "USD"),
        deposit(1, "good", 10),
        withdraw(1, "bad", 6),
        reserve(1, "large", "o", 8, 0),
        reserve(1, "bad-too", "o", 1, 0));

    assertEquals(Reason.REFUSED_BY_STORE, answer(-3).reason());
    assertTrue(answer(-2).accepted());
    assertEquals(Reason.REFUSED_BY_STORE, answer(-1).reason());
    assertEquals(8, answer(-1).reserved());
  }

  @Test
  void shouldFenceWhenTheJournalRollsBackWithoutAReason() {
    journal.fault(
        new JournalFault() {
          @Override
          public CommitOutcome beforeCommit(EffectBatch batch) {
            return new RolledBack(List.of());
          }
        });

    shard.publish(sink.asking(openAccount(1, "open", "USD")));

    assertNotNull(shard.step(1));
    assertTrue(sink.answers().isEmpty());
  }

  @Test
  void shouldNotTurnARefusalIntoAnEffectWhenItIsRetried() {
    run(openAccount(1, "open", "USD"), withdraw(1, "w", 5), deposit(1, "d", 10));

    run(withdraw(1, "w", 5));

    assertEquals(Reason.INSUFFICIENT_BALANCE, answer(-1).reason());
    assertTrue(answer(-1).replayed());
    assertEquals(0, answer(-1).balance());
  }

  @Test
  void shouldForgetATentativeRefusalThatTimeCanHeal() {
    run(openAccount(1, "open", "USD"), tentative(withdraw(1, "w", 5)), deposit(1, "d", 5));

    run(tentative(withdraw(1, "w", 5)));

    assertTrue(answer(-1).accepted());
    assertFalse(answer(-1).replayed());
  }

  @Test
  void shouldKeepATentativeRefusalThatTimeCantHeal() {
    run(openAccount(1, "open", "USD"), setStatus(1, "freeze", AccountStatus.FROZEN));
    run(tentative(withdraw(1, "w", 5)), setStatus(1, "thaw", AccountStatus.ACTIVE));
    run(deposit(1, "d", 5));

    run(tentative(withdraw(1, "w", 5)));

    assertEquals(Reason.ACCOUNT_NOT_ACTIVE, answer(-1).reason());
    assertTrue(answer(-1).replayed());
  }

  @Test
  void shouldLetAFinalRefusalBindATentativeRetry() {
    run(openAccount(1, "open", "USD"), withdraw(1, "w", 5), deposit(1, "d", 5));

    run(tentative(withdraw(1, "w", 5)));

    assertEquals(Reason.INSUFFICIENT_BALANCE, answer(-1).reason());
    assertTrue(answer(-1).replayed());
  }

  @Test
  void shouldDecideAnewWhenARefusalIsReconsidered() {
    run(openAccount(1, "open", "USD"), withdraw(1, "w", 5), deposit(1, "d", 6));

    run(reconsidered(withdraw(1, "w", 5)), reconsidered(withdraw(1, "w", 5)), deposit(1, "e", 1));

    assertTrue(answer(-3).accepted() && !answer(-3).replayed());
    assertTrue(answer(-2).accepted() && answer(-2).replayed());
    assertEquals(2, answer(-1).balance());
  }

  /** Whoever was told that nothing was done is right: the refusal stands. */
  @Test
  void shouldKeepARefusalWhenItsReconsiderationCameToNothing() {
    run(openAccount(1, "open", "USD"), withdraw(1, "w", 5));
    journal.fault(DECLINES);
    run(deposit(1, "d", 5), reconsidered(withdraw(1, "w", 5)));
    journal.fault(JournalFault.NONE);
    journal.mayAnswer(false);
    run(reconsidered(withdraw(1, "w", 5)));
    journal.mayAnswer(true);
    assertEquals(Collections.nCopies(3, Failure.NOT_SERVING), sink.failures());

    run(deposit(1, "d", 5), withdraw(1, "w", 5));

    assertTrue(answer(-1).replayed());
    assertEquals(Reason.INSUFFICIENT_BALANCE, answer(-1).reason());
  }

  @Test
  void shouldRememberTheNewRefusalWhenItIsRefusedAgain() {
    run(openAccount(1, "open", "USD"), withdraw(1, "w", 5));
    run(reconsidered(withdraw(1, "w", 5)), deposit(1, "d", 5));

    run(withdraw(1, "w", 5));

    assertTrue(answer(-1).replayed());
    assertEquals(Reason.INSUFFICIENT_BALANCE, answer(-1).reason());
  }

  @Test
  void shouldGiveTheOldAnswerWhenTheJournalKnowsWhatIsReconsidered() {
    run(openAccount(1, "open", "USD"), deposit(1, "d", 5), withdraw(1, "w", 5));
    forgetAnswers();
    run(withdraw(1, "drain", 10), deposit(1, "more", 7));

    run(reconsidered(withdraw(1, "w", 5)), getAccount(1));

    assertTrue(answer(-2).accepted() && answer(-2).replayed());
    assertEquals(7, answer(-1).balance());
  }

  @Test
  void shouldEndManyReservationsInOrderWithoutStarvingCommands() {
    run(openAccount(1, "open", "USD"), deposit(1, "d", 100_000));
    for (int index = 0; index < 1_000; index++) {
      run(reserve(1, "r" + index, "o" + index, 1, 100));
    }

    int batches = 0;
    do {
      shard.publish(sink.asking(deposit(1, "storm" + batches, 1)));
      assertNull(shard.step(500));
      batches++;
    } while (state.openReservationCount() > 0);

    assertEquals(100, batches);
    List<Effect> ledger = journal.ledger();
    long opened = 0;
    for (Effect effect : ledger.subList(1_002, ledger.size())) {
      if (effect.reservation().present()) {
        assertTrue(effect.reservation().openedSequence() > opened);
        opened = effect.reservation().openedSequence();
      }
    }
    assertEquals(100_100, answer(-1).balance() + answer(-1).reserved());
  }

  @Test
  void shouldCallNoJournalWhenNothingChanges() {
    run(getAccount(1), withdraw(7, "w", 1));

    assertEquals(0, journal.batches());
    assertFalse(answer(-1).hasAccount());
  }

  @Test
  void shouldShowNothingWhenMemoryMayBeStale() {
    run(openAccount(1, "open", "USD"), deposit(1, "d", 5));
    journal.mayAnswer(false);

    run(getAccount(1), withdraw(1, "too-much", 6), deposit(1, "d", 5));

    assertEquals(2, sink.answers().size());
    assertEquals(Collections.nCopies(3, Failure.NOT_SERVING), sink.failures());
  }

  @Test
  void shouldDecideAnewWhenARefusalWasNotShown() {
    run(openAccount(1, "open", "USD"));
    journal.mayAnswer(false);
    run(withdraw(1, "w", 5));
    journal.mayAnswer(true);

    run(deposit(1, "d", 5), withdraw(1, "w", 5));

    assertTrue(answer(-1).accepted());
    assertFalse(answer(-1).replayed());
    assertEquals(0, answer(-1).balance());
  }

  @Test
  void shouldAnswerReadsWhenACommitProvesThatMemoryIsRight() {
    run(openAccount(1, "open", "USD"));
    journal.mayAnswer(false);

    run(deposit(1, "d", 5), getAccount(1));

    assertEquals(5, answer(-1).balance());
    assertTrue(sink.failures().isEmpty());
  }

  private static CommandWriter tentative(CommandWriter writer) {
    return ruled(writer, RefusalRule.TENTATIVE);
  }

  private static CommandWriter reconsidered(CommandWriter writer) {
    return ruled(writer, RefusalRule.RECONSIDER);
  }

  private static CommandWriter ruled(CommandWriter writer, RefusalRule rule) {
    return slot -> {
      writer.write(slot);
      slot.refusalRule(rule);
    };
  }

  private void forgetAnswers() {
    for (int index = 0; index < 10; index++) {
      run(deposit(1, "filler" + index, 1));
    }
  }

  private void run(CommandWriter... writers) {
    for (CommandWriter writer : writers) {
      shard.publish(sink.asking(writer));
    }
    while (!shard.isEmpty()) {
      assertNull(shard.step(1));
    }
  }

  /** Counted from the last one, which is -1. */
  private Answer answer(int fromEnd) {
    return sink.answers().get(sink.answers().size() + fromEnd);
  }
}
