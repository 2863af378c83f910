package dev.ringfence.perf.chaos;

import dev.ringfence.perf.chaos.JournalEntry.Answered;
import dev.ringfence.perf.chaos.JournalEntry.Asked;
import dev.ringfence.perf.chaos.JournalEntry.Failed;
import dev.ringfence.perf.chaos.JournalEntry.GivenUp;
import dev.ringfence.perf.chaos.JournalEntry.Quiet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares a client's journal with the ledger. An acknowledgement is there exactly once, as it was
 * told; a refusal is not there; what was unknown is one or the other, and its retry agreed; and
 * whoever asked after an answer had come saw at least what it said.
 */
final class Books {
  /** What the client knows about one request. */
  private static final class Case {
    private final Ask ask;

    /** The version of the account that had been shown when this was asked. */
    private final long seenVersion;

    private Told told;
    private boolean wasUnknown;
    private boolean unknownAfterQuiet;
    private boolean givenUp;
    private boolean answeredAfterQuiet;

    Case(Ask ask, long seenVersion) {
      this.ask = ask;
      this.seenVersion = seenVersion;
    }
  }

  private final Ledger whenQuiet;
  private final Ledger ledger;
  private final Findings findings;
  private final Map<Long, Case> cases = new HashMap<>();
  private final Map<Long, Long> seenVersions = new HashMap<>();
  private final Map<String, Told> firstAnswers = new HashMap<>();
  private boolean quiet;

  /**
   * @param whenQuiet before the last unknowns were asked again
   * @param ledger in the end
   */
  Books(Ledger whenQuiet, Ledger ledger, Findings findings) {
    this.whenQuiet = whenQuiet;
    this.ledger = ledger;
    this.findings = findings;
  }

  BooksReport compare(List<JournalEntry> journal) {
    journal.forEach(this::follow);
    BooksReport report = new BooksReport();
    Set<String> asked = new HashSet<>();
    int effects = 0;
    for (Case found : cases.values()) {
      check(found, report);
      if (found.ask.purpose() == Purpose.NEW && asked.add(found.ask.requestId())) {
        effects += ledger.effectsOf(found.ask).size();
      }
    }
    if (effects != ledger.effects()) {
      findings.add(
          "the ledger has %d effects of requests, but the clients asked for %d of them"
              .formatted(ledger.effects(), effects));
    }
    return report;
  }

  private void follow(JournalEntry entry) {
    switch (entry) {
      case Asked(Ask ask) ->
          cases.put(ask.number(), new Case(ask, seenVersions.getOrDefault(ask.accountId(), 0L)));
      case Failed(long number, boolean nothingDone, String _) -> {
        Case found = cases.get(number);
        found.wasUnknown |= !nothingDone;
        found.unknownAfterQuiet |= quiet && !nothingDone;
      }
      case GivenUp(long number) -> cases.get(number).givenUp = true;
      case Quiet _ -> quiet = true;
      case Answered(long number, Told told) -> {
        Case found = cases.get(number);
        if (found.told != null) {
          findings.add("%s was answered twice: %s and %s".formatted(found.ask, found.told, told));
        }
        found.told = told;
        found.answeredAfterQuiet = quiet;
        seenVersions.merge(found.ask.accountId(), told.version(), Math::max);
        if (found.ask.purpose() == Purpose.NEW) {
          firstAnswers.put(found.ask.requestId(), told);
        }
      }
    }
  }

  private void check(Case found, BooksReport report) {
    report.asked++;
    List<Ledger.Row> effects = found.ask.kind().isRead() ? List.of() : ledger.effectsOf(found.ask);
    if (effects.size() > 1) {
      findings.add("%s has %d effects".formatted(found.ask, effects.size()));
    }
    if (found.told == null) {
      checkUnanswered(found, effects, report);
      return;
    }
    if (found.told.version() < found.seenVersion && found.ask.purpose() == Purpose.NEW) {
      findings.add(
          "%s was answered with version %d, after version %d had been shown"
              .formatted(found.ask, found.told.version(), found.seenVersion));
    }
    switch (found.ask.purpose()) {
      case AGAIN -> checkAgain(found, report);
      case REUSE -> {
        if (found.told.accepted() || !found.told.reason().equals("REQUEST_ID_REUSED")) {
          findings.add("%s reuses an id, and was answered %s".formatted(found.ask, found.told));
        }
        report.repeated++;
      }
      case NEW -> {
        if (found.ask.kind().isRead()) {
          checkShown(found);
          report.reads++;
        } else if (found.told.accepted()) {
          checkAccepted(found, effects, report);
        } else {
          checkRefused(found, effects, report);
        }
      }
    }
  }

  private void checkUnanswered(Case found, List<Ledger.Row> effects, BooksReport report) {
    if (!found.givenUp) {
      findings.add("%s was never answered".formatted(found.ask));
    } else if (!effects.isEmpty()) {
      findings.add(
          "%s has an effect, though the server vouched that it has none".formatted(found.ask));
    }
    report.givenUp++;
  }

  private void checkAgain(Case found, BooksReport report) {
    Told first = firstAnswers.get(found.ask.requestId());
    if (first == null || !found.told.replayed() || !found.told.agreesWith(first)) {
      findings.add(
          "%s was answered %s, but the first answer was %s"
              .formatted(found.ask, found.told, first));
    }
    report.repeated++;
  }

  private void checkAccepted(Case found, List<Ledger.Row> effects, BooksReport report) {
    Told told = found.told;
    report.accepted++;
    if (effects.isEmpty()) {
      findings.add("%s was acknowledged as %s, and is lost".formatted(found.ask, told));
      return;
    }
    Ledger.Row row = effects.getFirst();
    if (row.version() != told.version()
        || row.balance() != told.balance()
        || row.reserved() != told.reserved()
        || row.remaining() != told.remaining()
        || row.state() != told.state()) {
      findings.add(
          "%s was acknowledged as %s, but on record is %s".formatted(found.ask, told, row));
    }
    if (row.version() <= found.seenVersion) {
      findings.add(
          "%s has version %d, though %d had been shown before it was asked"
              .formatted(found.ask, row.version(), found.seenVersion));
    }
    if (found.wasUnknown) {
      report.unknownAccepted++;
      checkRetry(found);
    }
  }

  /** What was on record before the last retries must be told as the replay that it is. */
  private void checkRetry(Case found) {
    boolean wasOnRecord = !whenQuiet.effectsOf(found.ask).isEmpty();
    // A retry that was unknown itself may have done what the next one replays.
    boolean mayBeEither = !wasOnRecord && found.unknownAfterQuiet;
    if (found.answeredAfterQuiet && !mayBeEither && wasOnRecord != found.told.replayed()) {
      findings.add(
          "%s was %s before it was asked again, and was answered %s"
              .formatted(found.ask, wasOnRecord ? "on record" : "not on record", found.told));
    }
  }

  private void checkRefused(Case found, List<Ledger.Row> effects, BooksReport report) {
    report.refused++;
    if (found.wasUnknown) {
      report.unknownRefused++;
    }
    if (!effects.isEmpty()) {
      if (mayBeLate(found, effects.getFirst())) {
        report.refusedThenDone++;
      } else {
        findings.add(
            "%s was refused as %s, and has the effect %s"
                .formatted(found.ask, found.told, effects.getFirst()));
      }
    }
    if (found.told.reason().equals("INSUFFICIENT_BALANCE")
        && found.ask.symbol().isEmpty()
        && found.ask.kind() != Kind.AMEND
        && found.ask.amount() <= found.told.balance()) {
      findings.add(
          "%s was refused as %s, though the account has enough".formatted(found.ask, found.told));
    }
    checkShown(found);
  }

  /**
   * Refusals are remembered in memory alone. An attempt that was held up on its way, and comes when
   * the shard was rebuilt after a later attempt was refused, is decided anew.
   */
  private static boolean mayBeLate(Case found, Ledger.Row effect) {
    return found.wasUnknown && effect.version() > found.told.version();
  }

  /** Nobody is shown what is not durable. */
  private void checkShown(Case found) {
    Told told = found.told;
    if (told.version() == 0) {
      return;
    }
    Ledger.Row row = ledger.at(found.ask.accountId(), told.version());
    if (row == null || row.balance() != told.balance() || row.reserved() != told.reserved()) {
      findings.add("%s was shown %s, but on record is %s".formatted(found.ask, told, row));
    }
  }
}
