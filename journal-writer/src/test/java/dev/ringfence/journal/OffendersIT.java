package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.engine.shard.CommitOutcome.BadRow;
import dev.ringfence.engine.shard.CommitOutcome.DuplicateRequest;
import dev.ringfence.engine.shard.CommitOutcome.DuplicateReservation;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.shard.CommitOutcome.Offender;
import dev.ringfence.engine.shard.CommitOutcome.RolledBack;
import dev.ringfence.engine.shard.FenceKind;
import dev.ringfence.engine.shard.LookUp;
import dev.ringfence.engine.shard.LookUp.Doubt;
import dev.ringfence.journal.testing.LogLines;
import dev.ringfence.localstack.testing.PostgresBackend;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OffendersIT {
  private static final long ACCOUNT = 42;

  private final ScriptedShard shard = new ScriptedShard(0);
  private JournalBed bed;

  @BeforeEach
  void start() throws Exception {
    bed = JournalBed.start();
    shard.begin().open(ACCOUNT).deposit(ACCOUNT, 1_000_000, "cash");
    shard.depositUnits(ACCOUNT, "ACME", 70_000, 100, "units");
    shard.reserve(ACCOUNT, "order-1", 5, "reserve-1");
    shard.reserveUnits(ACCOUNT, "order-2", "ACME", 20_000, "reserve-2");
    assertEquals(CommitOutcome.COMMITTED, bed.journal().commit(shard.seal()));
  }

  @AfterEach
  void stop() {
    bed.close();
  }

  @Test
  void shouldNameEveryDuplicateWhenRequestsAreRepeated() throws Exception {
    Answer[] originals = answers(shard.batch);
    shard.begin().deposit(ACCOUNT, 1, "fresh").deposit(ACCOUNT, 1, "cash");
    shard.deposit(ACCOUNT, 1, "reserve-2").deposit(ACCOUNT, 1, "fresh-2");

    List<Offender> offenders = rolledBack(shard.seal());

    assertEquals(2, offenders.size());
    assertDuplicate(1, "cash", originals[1], offenders.get(0));
    assertDuplicate(2, "reserve-2", originals[4], offenders.get(1));
    assertGoesOn();
  }

  @Test
  void shouldGiveBackTheWholeAnswerWhenAReservationOfCashIsRepeated() throws Exception {
    Answer[] originals = answers(shard.batch);
    shard.begin().deposit(ACCOUNT, 1, "reserve-1");

    List<Offender> offenders = rolledBack(shard.seal());

    assertEquals(1, offenders.size());
    assertDuplicate(0, "reserve-1", originals[3], offenders.get(0));
    assertGoesOn();
  }

  @Test
  void shouldFindTheFirstAnswerWhenACommandThatWasAcceptedIsLookedUp() throws Exception {
    Answer[] originals = answers(shard.batch);

    LookUp found =
        bed.journal().lookUp(shard.begin().batch, List.of(withdraw("new"), withdraw("reserve-1")));

    LookUp.Original original = assertInstanceOf(LookUp.Found.class, found).originals().getFirst();
    assertEquals(1, original.index());
    assertEquals(originals[3].version(), original.answer().version());
    assertEquals(originals[3].balance(), original.answer().balance());
    shard.deposit(ACCOUNT, 1, "fresh");
    assertEquals(CommitOutcome.COMMITTED, bed.journal().commit(shard.seal()));
  }

  @Test
  void shouldLookUpOverAFreshConnectionWhenTheOldOneWasCut() throws Exception {
    bed.tables().run(PostgresBackend.END_OTHER_CLIENTS);

    LookUp found = bed.journal().lookUp(shard.begin().batch, List.of(withdraw("reserve-1")));

    assertEquals(1, assertInstanceOf(LookUp.Found.class, found).originals().size());
  }

  @Test
  void shouldFindTheOrderThatHadAReservationWhenItIsLookedUp() throws Exception {
    Command taken = command("new").type(CommandType.RESERVE);
    taken.orderId().set("order-1");

    LookUp found =
        bed.journal()
            .lookUp(shard.begin().batch, List.of(new Doubt(taken, false), new Doubt(taken, true)));

    assertEquals(List.of(1), assertInstanceOf(LookUp.Found.class, found).takenOrders());
  }

  private static Doubt withdraw(String requestId) {
    return new Doubt(command(requestId), false);
  }

  private static Command command(String requestId) {
    Command command = new Command();
    command.clear();
    command.type(CommandType.WITHDRAW).accountId(ACCOUNT);
    command.requestId().set(requestId);
    return command;
  }

  @Test
  void shouldNameTheEffectWhenItsOrderHadAReservation() throws Exception {
    shard.begin().deposit(ACCOUNT, 1, "fresh");
    EffectBatch batch = shard.batch;
    forgetReservation("order-1");
    shard.reserve(ACCOUNT, "order-1", 1, "fresh-2");

    List<Offender> offenders = rolledBack(shard.seal());

    assertEquals(List.of(new DuplicateReservation(1)), offenders);
    assertEquals(2, batch.size());
    assertEquals(List.of("5"), bed.tables().rows("SELECT count(*) FROM ledger"));
  }

  @Test
  void shouldNameTheEffectWhenTheReservationOfItsOrderHasEnded() throws Exception {
    shard.begin().release(ACCOUNT, "order-1", "release-1");
    shard.reserve(ACCOUNT, "short", 1, "short").release(ACCOUNT, "short", "short-end");
    assertEquals(CommitOutcome.COMMITTED, bed.journal().commit(shard.seal()));
    shard.begin().deposit(ACCOUNT, 1, "fresh");
    forgetReservation("order-1");
    forgetReservation("short");
    shard.reserve(ACCOUNT, "order-1", 1, "fresh-2").reserve(ACCOUNT, "new", 1, "fresh-3");
    shard.reserve(ACCOUNT, "short", 1, "fresh-4");

    List<Offender> offenders = rolledBack(shard.seal());

    assertEquals(List.of(new DuplicateReservation(1), new DuplicateReservation(3)), offenders);
    assertEquals(List.of("8"), bed.tables().rows("SELECT count(*) FROM ledger"));
  }

  @Test
  void shouldFindTheOrderWhenItsReservationHasEndedAndItIsLookedUp() throws Exception {
    shard.begin().release(ACCOUNT, "order-1", "release-1");
    assertEquals(CommitOutcome.COMMITTED, bed.journal().commit(shard.seal()));
    Command taken = command("new").type(CommandType.RESERVE);
    taken.orderId().set("order-1");
    Command free = command("newer").type(CommandType.RESERVE);
    free.orderId().set("order-9");

    LookUp found =
        bed.journal()
            .lookUp(shard.begin().batch, List.of(new Doubt(free, true), new Doubt(taken, true)));

    assertEquals(List.of(1), assertInstanceOf(LookUp.Found.class, found).takenOrders());
  }

  @Test
  void shouldHaltWhenTheReservationThatItEndsIsGone() throws Exception {
    bed.tables().run("DELETE FROM reservations WHERE order_id = 'order-1'");
    shard.begin().deposit(ACCOUNT, 1, "good").release(ACCOUNT, "order-1", "release-1");

    CommitOutcome outcome = bed.journal().commit(shard.seal());

    assertEquals(FenceKind.HALT, assertInstanceOf(Fenced.class, outcome).kind());
    assertEquals(List.of("5"), bed.tables().rows("SELECT count(*) FROM ledger"));
  }

  @Test
  void shouldNameTheRequestAloneWhenItsOrderIsRepeatedAsWell() throws Exception {
    shard.begin();
    forgetReservation("order-1");
    shard.reserve(ACCOUNT, "order-1", 5, "reserve-1");

    List<Offender> offenders = rolledBack(shard.seal());

    assertEquals(1, offenders.size());
    assertInstanceOf(DuplicateRequest.class, offenders.get(0));
  }

  @Test
  void shouldNameOnlyTheBadRowsWhenTheServerRefusesThem() throws Exception {
    bed.tables().run("ALTER TABLE ledger ADD CHECK (balance_change NOT IN (13, 14))");
    shard.begin().deposit(ACCOUNT, 1, "good").deposit(ACCOUNT, 130_000, "bad");
    shard.deposit(ACCOUNT, 2, "good-2").deposit(ACCOUNT, 140_000, "bad-2");
    shard.deposit(ACCOUNT, 3, "good-3");

    List<Offender> offenders = rolledBack(shard.seal());

    assertEquals(List.of(new BadRow(1, "23514"), new BadRow(3, "23514")), offenders);
    assertGoesOn();
  }

  @Test
  void shouldSayWhyTheServerRefusesRows() throws Exception {
    bed.tables().run("ALTER TABLE accounts ADD CONSTRAINT house_rule CHECK (account_id <> 7)");
    LogLines lines = new LogLines(PostgresJournal.class, Level.WARN);
    shard.begin().open(7).deposit(ACCOUNT, 1, "good");

    try (lines) {
      rolledBack(shard.seal());
    }

    assertTrue(
        lines.said().stream()
            .anyMatch(line -> line.contains("REFUSED_BY_STORE") && line.contains("house_rule")),
        () -> lines.said().toString());
  }

  @Test
  void shouldHaltWhenTheRowThatItChangesIsGone() throws Exception {
    shard.begin().open(7);
    assertEquals(CommitOutcome.COMMITTED, bed.journal().commit(shard.seal()));
    bed.tables().run("DELETE FROM accounts WHERE account_id = 7");
    shard.begin().deposit(ACCOUNT, 1, "good").deposit(7, 1, "bad");

    CommitOutcome outcome = bed.journal().commit(shard.seal());

    assertEquals(FenceKind.HALT, assertInstanceOf(Fenced.class, outcome).kind());
    assertEquals(List.of("6"), bed.tables().rows("SELECT count(*) FROM ledger"));
  }

  @Test
  void shouldHaltWhenTheRowThatItMakesIsThere() throws Exception {
    bed.tables()
        .run(
            "INSERT INTO accounts SELECT 7, shard_id, currency, status, 0, 0, 1, now()"
                + " FROM accounts LIMIT 1");
    shard.begin().deposit(ACCOUNT, 1, "good").open(7);

    CommitOutcome outcome = bed.journal().commit(shard.seal());

    assertEquals(FenceKind.HALT, assertInstanceOf(Fenced.class, outcome).kind());
  }

  @Test
  void shouldHaltWhenThePositionThatItMakesIsThere() throws Exception {
    bed.tables().run("INSERT INTO positions VALUES (%d, 'BETA', 0, 1, 0, 0, 1)".formatted(ACCOUNT));
    shard.begin().deposit(ACCOUNT, 1, "good").depositUnits(ACCOUNT, "BETA", 5, 5, "new-units");

    CommitOutcome outcome = bed.journal().commit(shard.seal());

    assertEquals(FenceKind.HALT, assertInstanceOf(Fenced.class, outcome).kind());
    assertEquals(
        List.of("ACME", "BETA"), bed.tables().rows("SELECT symbol FROM positions ORDER BY symbol"));
  }

  @Test
  void shouldNotBlameTheEffectThatDependsOnABadOne() throws Exception {
    bed.tables().run("ALTER TABLE accounts ADD CHECK (account_id <> 7)");
    shard.begin().open(7).deposit(ACCOUNT, 1, "good").deposit(7, 1, "depends");

    List<Offender> offenders = rolledBack(shard.seal());

    assertEquals(List.of(new BadRow(0, "23514")), offenders);
  }

  @Test
  void shouldFenceWhenTheSchemaDoesNotFit() throws Exception {
    bed.tables().run("ALTER TABLE outbox RENAME COLUMN payload TO something");
    shard.begin().deposit(ACCOUNT, 1, "any");

    Fenced fenced = assertInstanceOf(Fenced.class, bed.journal().commit(shard.seal()));

    assertTrue(fenced.cause().contains("does not understand"), fenced::cause);
    assertEquals(FenceKind.HALT, fenced.kind());
  }

  private List<Offender> rolledBack(EffectBatch batch) {
    return assertInstanceOf(RolledBack.class, bed.journal().commit(batch)).offenders();
  }

  private void assertGoesOn() throws Exception {
    shard.undo();
    shard.begin().deposit(ACCOUNT, 9, "goes-on");
    assertEquals(CommitOutcome.COMMITTED, bed.journal().commit(shard.seal()));
    bed.tables().assertHolds(shard);
  }

  private void forgetReservation(String orderId) {
    shard.accounts.get(ACCOUNT).reservations.remove(orderId);
  }

  private static Answer[] answers(EffectBatch batch) {
    Answer[] answers = new Answer[batch.size()];
    for (int index = 0; index < answers.length; index++) {
      Effect effect = batch.get(index);
      answers[index] = new Answer();
      answers[index].clear();
      effect.describeIn(answers[index]);
    }
    return answers;
  }

  private static void assertDuplicate(
      int index, String requestId, Answer original, Offender offender) {
    DuplicateRequest duplicate = assertInstanceOf(DuplicateRequest.class, offender);
    assertEquals(index, duplicate.effectIndex());
    assertEquals(requestId.hashCode(), duplicate.fingerprint());
    assertEquals(describe(original), describe(duplicate.original()));
  }

  private static String describe(Answer answer) {
    return Tables.row(
        answer.accepted(),
        answer.reason(),
        answer.hasAccount(),
        answer.currency(),
        answer.status(),
        answer.balance(),
        answer.reserved(),
        answer.version(),
        answer.hasPosition(),
        answer.symbol(),
        answer.quantity(),
        answer.reservedQuantity(),
        answer.cost(),
        answer.hasReservation(),
        answer.orderId(),
        answer.reservesSymbol(),
        answer.reservationAmount(),
        answer.remaining(),
        answer.reservationState(),
        answer.expiresAtMillis());
  }
}
