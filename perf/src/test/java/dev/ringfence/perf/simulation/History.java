package dev.ringfence.perf.simulation;

import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.model.Ask;
import dev.ringfence.engine.model.Told;
import dev.ringfence.journal.MemoryTables;
import dev.ringfence.perf.simulation.Question.Hearing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What all clients asked and were told; what must hold at once is checked at once. */
final class History {
  private final MemoryTables tables;
  private final List<Question> questions = new ArrayList<>();
  private final Map<String, List<Question>> byKey = new HashMap<>();
  private final Map<Long, Long> toldVersions = new HashMap<>();
  private int forgottenRefusals;

  History(MemoryTables tables) {
    this.tables = tables;
  }

  /** The same command under the same id is the same question. */
  Question ask(Ask ask) {
    for (Question earlier : byKey.getOrDefault(Question.key(ask), List.of())) {
      if (earlier.ask().equals(ask)) {
        return earlier;
      }
    }
    Question question = new Question(ask, toldVersions.getOrDefault(ask.accountId(), 0L));
    questions.add(question);
    if (!ask.type().isRead()) {
      byKey.computeIfAbsent(question.key(), _ -> new ArrayList<>()).add(question);
    }
    return question;
  }

  List<Question> questions() {
    return questions;
  }

  /** Those that were asked under the id of this effect. */
  List<Question> askedAs(Effect effect) {
    return byKey.getOrDefault(effect.accountId() + " " + effect.requestId(), List.of());
  }

  int forgottenRefusals() {
    return forgottenRefusals;
  }

  /** A record is a dead letter, as it was refused, and an effect since a restart forgot that. */
  void foundBoth() {
    forgottenRefusals++;
  }

  /** A shard gives an answer: what it shows must be durable by now. */
  void given(Question question, Told told) {
    Ask ask = question.ask();
    long version = told.account() == null ? 0 : told.account().version();
    Violation.unless(
        version <= tables.version(ask.accountId()),
        "What is not durable was shown: %s was answered %s, but the account's row is at version %d",
        ask,
        told,
        tables.version(ask.accountId()));
    if (told.accepted() && !ask.type().isRead()) {
      Effect effect = tables.byRequest(ask.accountId(), ask.requestId());
      Violation.unless(
          effect != null && effect.fingerprint() == question.fingerprint(),
          "%s was acknowledged with %s, but is not in the ledger",
          ask,
          told);
    }
  }

  /** A shard says that there is no answer. */
  void failed(Question question, Failure failure) {
    Ask ask = question.ask();
    if (failure.nothingWasDone() && question.deliveries() == 1 && !ask.type().isRead()) {
      Effect effect = tables.byRequest(ask.accountId(), ask.requestId());
      Violation.unless(
          effect == null || effect.fingerprint() != question.fingerprint(),
          "%s failed as %s, which means that nothing was done, but it is in the ledger",
          ask,
          failure);
    }
  }

  /** A client hears an answer. */
  void heard(Question question, Told told, long seat) {
    Ask ask = question.ask();
    Hearing first = question.heard().isEmpty() ? null : question.heard().getFirst();
    question.heard().add(new Hearing(told, seat));
    boolean isOutcome = ask.type() == CommandType.GET_OUTCOME;
    long version = told.account() == null ? 0 : told.account().version();
    boolean isOld = told.replayed() || isOutcome;
    Violation.unless(
        isOld || version >= question.leastVersion(),
        "%s was answered %s, after somebody had been told of version %d",
        ask,
        told,
        question.leastVersion());
    if (!isOutcome) {
      toldVersions.merge(ask.accountId(), version, Math::max);
    }
    if (first != null && !ask.type().isRead()) {
      compare(question, first, told, seat);
    }
  }

  private void compare(Question question, Hearing first, Told told, long seat) {
    boolean isSame = first.told().again().equals(told.again());
    if (first.told().accepted()) {
      Violation.unless(
          isSame && told.replayed(),
          "%s was answered %s, and then %s",
          question.ask(),
          first.told(),
          told);
    } else if (first.seat() == seat) {
      boolean isReuse = first.told().reason() == Reason.REQUEST_ID_REUSED;
      Violation.unless(
          isSame || (isReuse && told.reason() == Reason.REQUEST_ID_REUSED),
          "%s was refused with %s, and then answered %s by the same shard",
          question.ask(),
          first.told(),
          told);
    } else if (told.accepted()) {
      question.forgetRefusal();
      forgottenRefusals++;
    }
  }
}
