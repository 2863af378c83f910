package dev.ringfence.perf.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.perf.chaos.JournalEntry.Answered;
import dev.ringfence.perf.chaos.JournalEntry.Asked;
import dev.ringfence.perf.chaos.JournalEntry.Failed;
import dev.ringfence.perf.chaos.JournalEntry.GivenUp;
import dev.ringfence.perf.chaos.JournalEntry.Quiet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every way in which a server can lie is found; one that does not lie is believed. */
final class BooksTest {
  private static final long ACCOUNT = 42;
  private static final Ask OPEN = ask(0, Kind.OPEN, "open", 0);
  private static final Ask DEPOSIT = ask(1, Kind.DEPOSIT, "deposit", 100);
  private static final Told OPENED = accepted(1, 0);
  private static final Told DEPOSITED = accepted(2, 100);

  private final List<JournalEntry> journal =
      new ArrayList<>(
          List.of(
              new Asked(OPEN), new Answered(0, OPENED),
              new Asked(DEPOSIT), new Answered(1, DEPOSITED)));
  private final List<Ledger.Row> rows =
      new ArrayList<>(List.of(row(1, "open", 0), row(2, "deposit", 100)));
  private final List<Ledger.Row> rowsWhenQuiet = new ArrayList<>(rows);

  @Test
  void shouldBelieveWhatAgrees() {
    ask(ask(2, Kind.WITHDRAW, "too-much", 101), refused("INSUFFICIENT_BALANCE", 2, 100));
    ask(ask(3, Kind.READ, "read", 0), DEPOSITED);
    ask(DEPOSIT.again(4), replayed(DEPOSITED));
    ask(DEPOSIT.reused(5), refused("REQUEST_ID_REUSED", 2, 100));

    assertEquals(List.of(), findings());
  }

  @Test
  void shouldFindAnAcknowledgementThatIsLost() {
    rows.removeLast();

    assertFinds("is lost");
  }

  @Test
  void shouldFindADoubledEffect() {
    rows.add(row(3, "deposit", 200));

    assertFinds("has 2 effects");
  }

  @Test
  void shouldFindOtherBalancesThanWereTold() {
    rows.set(1, row(2, "deposit", 101));

    assertFinds("but on record is");
  }

  @Test
  void shouldFindARefusalWithAnEffect() {
    ask(ask(2, Kind.WITHDRAW, "no", 101), refused("INSUFFICIENT_BALANCE", 2, 100));
    rows.add(row(3, "no", 0));

    assertFinds("was refused as");
  }

  @Test
  void shouldFindARefusalOfWhatHadBeenDone() {
    Ask held = ask(2, Kind.DEPOSIT, "held", 5);
    journal.addAll(List.of(new Asked(held), new Failed(2, false, "DEADLINE_EXCEEDED")));
    journal.add(new Answered(2, refused("ACCOUNT_NOT_ACTIVE", 3, 105)));
    rows.add(row(3, "held", 105));

    assertFinds("was refused as");
  }

  @Test
  void shouldCountAnAttemptApartWhenItComesLateAndUndoesARefusal() {
    Ask held = ask(2, Kind.WITHDRAW, "held", 101);
    journal.addAll(List.of(new Asked(held), new Failed(2, false, "DEADLINE_EXCEEDED")));
    journal.add(new Answered(2, refused("INSUFFICIENT_BALANCE", 2, 100)));
    rows.add(row(3, "held", 0));

    assertEquals(List.of(), findings());
    assertEquals(1, compare(new Findings()).refusedThenDone);
  }

  @Test
  void shouldFindMoreUndoneRefusalsThanRebuildsCanForget() {
    BooksReport books = new BooksReport();
    books.refusedThenDone = 2;
    Findings findings = new Findings();

    books.checkForgotten(2, findings);
    assertEquals(List.of(), findings.words());
    books.checkForgotten(1, findings);

    assertEquals(1, findings.count());
    assertTrue(findings.words().getFirst().contains("2 refusals were undone"), findings::toString);
  }

  @Test
  void shouldNotDenyRefusalsThatWereUndone() {
    BooksReport books = new BooksReport();
    assertTrue(books.verdict().contains("no refusal is, "), books::verdict);

    books.refusedThenDone = 4;

    assertTrue(books.verdict().contains("no refusal is but for 4 that"), books::verdict);
  }

  @Test
  void shouldFindARefusalWithoutGrounds() {
    ask(ask(2, Kind.WITHDRAW, "enough", 100), refused("INSUFFICIENT_BALANCE", 2, 100));

    assertFinds("though the account has enough");
  }

  @Test
  void shouldFindWhatNobodyAsked() {
    rows.add(row(3, "ghost", 200));

    assertFinds("3 effects of requests, but the clients asked for 2");
  }

  @Test
  void shouldFindAReadOfWhatIsNotDurable() {
    ask(ask(2, Kind.READ, "read", 0), accepted(3, 70));

    assertFinds("was shown");
  }

  @Test
  void shouldFindAReadOfThePast() {
    ask(ask(2, Kind.READ, "read", 0), OPENED);

    assertFinds("after version 2 had been shown");
  }

  @Test
  void shouldFindAnEffectBeforeItsRequest() {
    journal.add(2, new Asked(ask(2, Kind.READ, "read", 0)));
    journal.add(3, new Answered(2, accepted(2, 100)));

    assertFinds("had been shown before it was asked");
  }

  @Test
  void shouldFindAnEffectThatTheServerDenied() {
    Ask denied = ask(2, Kind.DEPOSIT, "denied", 5);
    journal.addAll(
        List.of(new Asked(denied), new Failed(2, true, "SHARD_NOT_SERVING"), new GivenUp(2)));
    rows.add(row(3, "denied", 105));

    assertFinds("vouched that it has none");
  }

  @Test
  void shouldFindARequestThatWasNeverAnswered() {
    journal.add(new Asked(ask(2, Kind.DEPOSIT, "open-ended", 5)));

    assertFinds("never answered");
  }

  @Test
  void shouldFindARetryThatTellsSomethingElse() {
    ask(DEPOSIT.again(2), accepted(3, 200));

    assertFinds("but the first answer was");
  }

  @Test
  void shouldFindAReusedIdThatIsTaken() {
    ask(DEPOSIT.reused(2), accepted(3, 201));

    assertFinds("reuses an id");
  }

  @Test
  void shouldFindAReplayOfWhatWasNotThere() {
    Ask unknown = ask(2, Kind.DEPOSIT, "unknown", 5);
    journal.addAll(List.of(new Asked(unknown), new Failed(2, false, "UNAVAILABLE"), new Quiet()));
    journal.add(new Answered(2, replayed(accepted(3, 105))));
    rows.add(row(3, "unknown", 105));

    assertFinds("was not on record before it was asked again");
  }

  @Test
  void shouldBelieveAReplayWhenTheRetryBeforeItWasUnknown() {
    Ask unknown = ask(2, Kind.DEPOSIT, "unknown", 5);
    journal.addAll(List.of(new Asked(unknown), new Failed(2, false, "UNAVAILABLE"), new Quiet()));
    journal.add(new Failed(2, false, "DEADLINE_EXCEEDED"));
    journal.add(new Answered(2, replayed(accepted(3, 105))));
    rows.add(row(3, "unknown", 105));

    assertEquals(List.of(), findings());
  }

  @Test
  void shouldFindASecondEffectOfWhatWasThere() {
    Ask unknown = ask(2, Kind.DEPOSIT, "unknown", 5);
    journal.addAll(List.of(new Asked(unknown), new Failed(2, false, "UNAVAILABLE"), new Quiet()));
    journal.add(new Answered(2, accepted(3, 105)));
    rows.add(row(3, "unknown", 105));
    rowsWhenQuiet.add(row(3, "unknown", 105));

    assertFinds("was on record before it was asked again");
  }

  private void ask(Ask ask, Told told) {
    journal.add(new Asked(ask));
    journal.add(new Answered(ask.number(), told));
  }

  private void assertFinds(String words) {
    List<String> found = findings();
    assertTrue(found.stream().anyMatch(finding -> finding.contains(words)), found::toString);
  }

  private List<String> findings() {
    Findings findings = new Findings();
    BooksReport _ = compare(findings);
    return findings.words();
  }

  private BooksReport compare(Findings findings) {
    // Through its written form, as a client's journal comes.
    List<JournalEntry> read =
        journal.stream().map(entry -> JournalEntry.parse(entry.format()).orElseThrow()).toList();
    return new Books(new Ledger(rowsWhenQuiet), new Ledger(rows), findings).compare(read);
  }

  private static Ask ask(long number, Kind kind, String requestId, long amount) {
    return new Ask(number, Purpose.NEW, kind, requestId, ACCOUNT, "", "", amount, 0, 0);
  }

  private static Told accepted(long version, long balance) {
    return new Told(true, "", false, version, balance, 0, -1, 0);
  }

  private static Told refused(String reason, long version, long balance) {
    return new Told(false, reason, false, version, balance, 0, -1, 0);
  }

  private static Told replayed(Told told) {
    return new Told(
        told.accepted(),
        told.reason(),
        true,
        told.version(),
        told.balance(),
        told.reserved(),
        told.remaining(),
        told.state());
  }

  private static Ledger.Row row(long version, String requestId, long balance) {
    return new Ledger.Row(ACCOUNT, version, requestId, balance, 0, -1, 0);
  }
}
