package dev.ringfence.perf.simulation;

import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.model.Ask;
import dev.ringfence.engine.model.Model;
import dev.ringfence.engine.model.Told;
import dev.ringfence.journal.MemoryTables.ShardRow;
import dev.ringfence.perf.simulation.Question.Hearing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Goes through a shard's ledger with the model beside it: each row is what the model makes of a
 * command that was asked, and each answer is what the model says at that version of the account.
 */
final class LedgerCheck {
  private static final int ALL = Integer.MAX_VALUE;

  private record Place(long accountId, long version) {}

  private record Look(Question question, Told told) {}

  private final House house;
  private final int shardId;
  private final ShardRow shard;
  private final Model model = new Model(ALL, 1, ALL);

  /** By request id and content. */
  private final Map<String, Told> answers = new HashMap<>();

  private final Map<Place, List<Look>> looks = new HashMap<>();
  private int probes;

  LedgerCheck(House house, int shardId) {
    this.house = house;
    this.shardId = shardId;
    shard = house.tables().shard(shardId);
    for (Question question : house.history().questions()) {
      if (isOfThisShard(question)) {
        question.heard().forEach(hearing -> place(question, hearing));
      }
    }
  }

  private boolean isOfThisShard(Question question) {
    return question.ask().accountId() % house.setup().shards() == shardId;
  }

  /** What only looked, or was refused, belongs to the version of the account that it showed. */
  private void place(Question question, Hearing hearing) {
    Told told = hearing.told();
    boolean isEffect = told.accepted() && !question.ask().type().isRead();
    if (!isEffect && !told.replayed() && told.reason() != Reason.REQUEST_ID_REUSED) {
      long version = told.account() == null ? 0 : told.account().version();
      looks
          .computeIfAbsent(new Place(question.ask().accountId(), version), _ -> new ArrayList<>())
          .add(new Look(question, told));
    }
  }

  Model run() {
    requireRefusedUndone();
    for (Place place : List.copyOf(looks.keySet())) {
      if (place.version() == 0) {
        look(place, shard.timeMillis());
      }
    }
    for (Effect effect : shard.ledger()) {
      Violation.unless(
          effect.sequence() == model.sequence() + 1,
          "Row %d of the ledger does not follow %d",
          effect.sequence(),
          model.sequence());
      if (effect.requestId().isEmpty()) {
        expire(effect);
      } else {
        accept(effect);
      }
      look(new Place(effect.accountId(), effect.version()), effect.timeMillis());
    }
    Violation.unless(looks.isEmpty(), "Versions were shown that never were: %s", looks.keySet());
    requireAnswers();
    return model;
  }

  /** First, as a wrong answer matters the most where it hides an effect. */
  private void requireRefusedUndone() {
    for (Question question : house.history().questions()) {
      if (!isOfThisShard(question) || question.ask().type().isRead()) {
        continue;
      }
      Ask ask = question.ask();
      Effect effect = house.tables().byRequest(ask.accountId(), ask.requestId());
      if (effect == null || effect.fingerprint() != question.fingerprint()) {
        continue;
      }
      for (Hearing hearing : question.heard()) {
        Violation.unless(
            hearing.told().accepted() || question.isRefusalForgotten(),
            "%s was refused with %s, but it had an effect: row %d of the ledger",
            ask,
            hearing.told(),
            effect.sequence());
      }
    }
  }

  private void expire(Effect effect) {
    model.expire(effect.timeMillis(), 1);
    Model.Account account = model.accounts.get(effect.accountId());
    Violation.unless(
        model.sequence() == effect.sequence()
            && account != null
            && account.version == effect.version()
            && account.reservations.get(effect.reservation().orderId().toString()).state
                == ReservationState.EXPIRED,
        "By the model, it was not the turn of order %s of account %d to expire",
        effect.reservation().orderId(),
        effect.accountId());
  }

  private void accept(Effect effect) {
    Question question = null;
    for (Question asked : house.history().askedAs(effect)) {
      question = asked.fingerprint() == effect.fingerprint() ? asked : question;
    }
    Violation.unless(
        question != null,
        "Nobody asked for row %d of the ledger: request %s of account %d",
        effect.sequence(),
        effect.requestId(),
        effect.accountId());
    Told told = model.ask(question.ask(), effect.timeMillis());
    Violation.unless(
        told.accepted() && !told.replayed(),
        "Row %d of the ledger should not be there: to %s the model says %s",
        effect.sequence(),
        question.ask(),
        told);
    Violation.unless(
        told.account().version() == effect.version()
            && Decimals.same(told.account().balance(), effect.account().balance())
            && Decimals.same(told.account().reserved(), effect.account().reserved()),
        "Row %d of the ledger is not what the model makes of %s: %s",
        effect.sequence(),
        question.ask(),
        told);
    answers.put(content(question), told);
  }

  private static String content(Question question) {
    return question.key() + " " + question.fingerprint();
  }

  private void look(Place place, long timeMillis) {
    List<Look> here = looks.remove(place);
    if (here == null) {
      return;
    }
    for (Look look : here) {
      Ask ask = look.question().ask();
      probes++;
      Ask probe = ask.type().isRead() ? ask : ask.withRequestId("probe-" + probes);
      if (isRefusedByStore(look.told(), ask)) {
        continue;
      }
      Told expected = model.ask(probe, timeMillis);
      Violation.unless(
          expected.equals(look.told()) || isForgotten(place, ask, expected, look.told()),
          "At version %d of account %d, %s was answered%n  %s, but the model says%n  %s",
          place.version(),
          place.accountId(),
          ask,
          look.told(),
          expected);
    }
  }

  private static boolean isRefusedByStore(Told told, Ask ask) {
    return told.reason() == Reason.REFUSED_BY_STORE && ask.requestId().endsWith("!");
  }

  /** What ended may be remembered no more; its account is as the model says nevertheless. */
  private boolean isForgotten(Place place, Ask ask, Told expected, Told told) {
    Model.Account account = model.accounts.get(place.accountId());
    Model.Reservation order = account == null ? null : account.reservations.get(ask.orderId());
    return order != null
        && order.state != ReservationState.OPEN
        && !told.accepted()
        && expected.account().equals(told.account());
  }

  private void requireAnswers() {
    for (Question question : house.history().questions()) {
      if (!isOfThisShard(question) || question.ask().type().isRead()) {
        continue;
      }
      Told effect = answers.get(content(question));
      for (Hearing hearing : question.heard()) {
        Told told = hearing.told();
        if (told.accepted()) {
          Violation.unless(
              effect != null && effect.again().equals(told.again()),
              "%s was answered%n  %s, but the ledger says%n  %s",
              question.ask(),
              told,
              effect);
        }
      }
    }
  }
}
