package dev.ringfence.engine.model;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.command.RefusalRule;
import dev.ringfence.engine.command.ReplySink;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Text;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.model.Model.Circumstances;
import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.engine.shard.CommitOutcome.BadRow;
import dev.ringfence.engine.shard.CommitOutcome.Declined;
import dev.ringfence.engine.shard.CommitOutcome.DuplicateRequest;
import dev.ringfence.engine.shard.CommitOutcome.DuplicateReservation;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.shard.CommitOutcome.Offender;
import dev.ringfence.engine.shard.CommitOutcome.RolledBack;
import dev.ringfence.engine.shard.Journal;
import dev.ringfence.engine.shard.LookUp;
import dev.ringfence.engine.shard.LookUp.Doubt;
import dev.ringfence.engine.shard.LookUp.Found;
import dev.ringfence.engine.shard.ShardConfig;
import dev.ringfence.engine.shard.SteppedShard;
import dev.ringfence.engine.shard.WaitMode;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.state.StateVisitor;
import dev.ringfence.engine.testing.InMemoryJournal;
import dev.ringfence.engine.testing.JournalFault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One seeded stream of hostile commands through the real group commit, with the model beside it.
 * After every batch the answers must be the same, at times and in the end the whole state.
 */
final class Simulation implements Journal, ReplySink {
  static final String POISON = "!";

  private static final int BATCHES_BETWEEN_LOOKS = 97;

  private final SplittableRandom random;
  private final StreamShape shape;
  private final Mishaps mishaps;
  private final ShardConfig config;
  private final Model model;
  private final AskSource source;
  private final InMemoryJournal journal = new InMemoryJournal();

  /** The commands of the last batch whose order the journal found taken, by their places. */
  private final Set<Integer> taken = new HashSet<>();

  /** Those whose row the journal could not store. */
  private final Set<Integer> unstorable = new HashSet<>();

  private final List<Sent> asks = new ArrayList<>();

  /** What came of each command of the last batch: what it was told, or its failure. */
  private final List<Outcome> outcomes = new ArrayList<>();

  private ShardState state;
  private SteppedShard shard;
  private long timeMillis = 1_000_000;
  private boolean keptBeforeFence;
  private int fenced;

  /** Whether the journal took nothing, in the last batch. */
  private boolean declined;

  /** Whether it let nothing be shown. */
  private boolean hidden;

  /**
   * A command on its way.
   *
   * @param rule what a refusal means for its id
   * @param late whether nobody waits for it any more
   */
  private record Sent(Ask ask, RefusalRule rule, boolean late) {}

  private record Outcome(Told told, Failure failure) {}

  Simulation(long seed, Mishaps mishaps) {
    this.mishaps = mishaps;
    random = new SplittableRandom(seed);
    shape = StreamShape.of(random);
    config =
        new ShardConfig(
            0,
            1,
            512,
            shape.maxBatchCommands(),
            random.nextBoolean() ? 5_000 : 1 << 20,
            WaitMode.BLOCKING,
            shape.acceptedWindow(),
            shape.refusedWindow(),
            shape.closedWindow(),
            shape.expiriesPerBatch(),
            1);
    model = new Model(shape.acceptedWindow(), shape.refusedWindow(), shape.closedWindow());
    source = new AskSource(random.split(), shape, model);
    journal.fault(
        new JournalFault() {
          @Override
          public boolean refuses(Effect effect) {
            return effect.requestId().toString().endsWith(POISON);
          }
        });
    state = new ShardState(config.windows(), seed);
    shard = new SteppedShard(config, state, this);
  }

  /** Runs so many commands; throws an AssertionError at the first difference. */
  void run(int commands) {
    int done = 0;
    for (int batch = 1; done < commands; batch++) {
      int size = Math.min(commands - done, 1 + random.nextInt(shape.maxBatchCommands()));
      for (int index = 0; index < size; index++) {
        asks.add(send(source.next()));
      }
      passTime();
      publishAndStep();
      done += size;
      if (batch % BATCHES_BETWEEN_LOOKS == 0) {
        compareState();
      }
    }
    compareState();
  }

  private Sent send(Ask ask) {
    RefusalRule rule = ask.type().isRead() ? RefusalRule.STICKS : mishaps.rule();
    return new Sent(ask, rule, mishaps.isLate());
  }

  private void passTime() {
    int dice = random.nextInt(20);
    if (dice == 0) {
      timeMillis += 200;
    } else if (dice < 10) {
      timeMillis += 1;
    }
  }

  private void publishAndStep() {
    for (Sent sent : asks) {
      shard.publish(
          slot -> {
            sent.ask().write(slot);
            slot.replySink(this).refusalRule(sent.rule());
            if (sent.late()) {
              slot.deadlineNanos(System.nanoTime() - 1);
            }
          });
    }
    int compared = 0;
    while (!shard.isEmpty()) {
      taken.clear();
      unstorable.clear();
      declined = false;
      hidden = false;
      String cause = shard.step(timeMillis);
      if (cause != null) {
        recover(compared, cause);
        break;
      }
      if (!declined) {
        model.expire(timeMillis, shape.expiriesPerBatch());
      }
      for (int place = 0; place < outcomes.size(); place++) {
        Outcome outcome = outcomes.get(place);
        Sent sent = asks.get(compared);
        Outcome expected = expect(sent, place);
        if (!expected.equals(outcome)) {
          throw new AssertionError(
              sent + "\n  the model says  " + expected + "\n  the engine says " + outcome);
        }
        compared++;
      }
      outcomes.clear();
      if (model.sequence() != state.sequence()) {
        throw new AssertionError(
            "The model had " + model.sequence() + " effects, the engine " + state.sequence());
      }
    }
    asks.clear();
  }

  private Outcome expect(Sent sent, int place) {
    if (sent.late()) {
      return new Outcome(null, Failure.DEADLINE_PASSED);
    }
    if (hidden || (declined && !sent.ask().type().isRead())) {
      return new Outcome(null, Failure.NOT_SERVING);
    }
    boolean poisoned = sent.ask().requestId().endsWith(POISON);
    Circumstances circumstances =
        new Circumstances(taken.contains(place), unstorable.contains(place), poisoned, sent.rule());
    return new Outcome(model.ask(sent.ask(), timeMillis, circumstances), null);
  }

  /** The shard was fenced: its memory is lost, and comes back from what the journal kept. */
  private void recover(int firstUnknown, String cause) {
    if (!cause.equals("planned")) {
      throw new AssertionError("The shard fenced itself: " + cause);
    }
    if (keptBeforeFence) {
      model.expire(timeMillis, shape.expiriesPerBatch());
      long committed = state.sequence();
      for (int index = firstUnknown; index < asks.size() && sequenceIsBehind(committed); index++) {
        expect(asks.get(index), index - firstUnknown);
      }
    }
    model.restart();
    state = new ShardState(config.windows(), random.nextLong());
    for (Effect effect : journal.ledger()) {
      state.apply(effect);
    }
    state.restoreLog(journal.batches(), state.sequence(), timeMillis);
    state.checkConservation();
    shard = new SteppedShard(config, state, this);
    compareState();
  }

  private boolean sequenceIsBehind(long committed) {
    return model.sequence() < committed;
  }

  private void compareState() {
    long[] counts = new long[3];
    state.visit(
        new StateVisitor() {
          @Override
          public void onAccount(
              long accountId,
              long currency,
              AccountStatus status,
              long balance,
              long reserved,
              long version) {
            counts[0]++;
            Model.Account account = model.accounts.get(accountId);
            check(
                CurrencyCode.format(currency).equals(account.currency)
                    && status == account.status
                    && Told.decimal(balance).compareTo(account.balance) == 0
                    && Told.decimal(reserved).compareTo(account.reserved) == 0
                    && version == account.version,
                "account " + accountId);
          }

          @Override
          public void onPosition(
              long accountId, Text symbol, long quantity, long reservedQuantity, long cost) {
            counts[1]++;
            Model.Position position =
                model.accounts.get(accountId).positions.get(symbol.toString());
            check(
                Told.decimal(quantity).compareTo(position.quantity) == 0
                    && Told.decimal(reservedQuantity).compareTo(position.reserved) == 0
                    && Told.decimal(cost).compareTo(position.cost) == 0,
                "position " + accountId + ' ' + symbol);
          }

          @Override
          public void onOpenReservation(
              long accountId,
              Text orderId,
              Text symbolOrEmpty,
              long openedSequence,
              long amount,
              long remaining,
              long expiresAtMillis) {
            counts[2]++;
            Model.Reservation reservation =
                model.accounts.get(accountId).reservations.get(orderId.toString());
            check(
                reservation.state == ReservationState.OPEN
                    && symbolOrEmpty.toString().equals(reservation.symbol)
                    && openedSequence == reservation.opened
                    && Told.decimal(amount).compareTo(reservation.amount) == 0
                    && Told.decimal(remaining).compareTo(reservation.remaining) == 0
                    && expiresAtMillis == reservation.expires,
                "reservation " + accountId + ' ' + orderId);
          }
        });
    check(counts[0] == model.accounts.size(), "the number of accounts");
    long positions = 0;
    long open = 0;
    for (Model.Account account : model.accounts.values()) {
      positions += account.positions.size();
      for (Model.Reservation reservation : account.reservations.values()) {
        open += reservation.state == ReservationState.OPEN ? 1 : 0;
      }
    }
    check(counts[1] == positions, "the number of positions");
    check(counts[2] == open && open == state.openReservationCount(), "the open reservations");
  }

  private static void check(boolean same, String what) {
    if (!same) {
      throw new AssertionError("Engine and model differ about " + what);
    }
  }

  @Override
  public LookUp lookUp(EffectBatch batch, List<Doubt> doubts) {
    if (mishaps.isRefusedBatch()) {
      declined = true;
      return new Declined("planned");
    }
    Found found = (Found) journal.lookUp(batch, doubts);
    for (int doubt : found.takenOrders()) {
      taken.add(shard.indexOf(doubts.get(doubt).command()));
    }
    return found;
  }

  @Override
  public boolean mayAnswer() {
    hidden = mishaps.isRefusedBatch();
    return !hidden;
  }

  @Override
  public CommitOutcome commit(EffectBatch batch) {
    if (mishaps.isRefusedBatch()) {
      declined = true;
      return new Declined("planned");
    }
    boolean fences = fenced < shape.fences() && random.nextInt(30) == 0;
    fenced += fences ? 1 : 0;
    keptBeforeFence = fences && random.nextBoolean();
    if (fences && !keptBeforeFence) {
      return Fenced.retake("planned");
    }
    CommitOutcome outcome = journal.commit(batch);
    if (outcome instanceof RolledBack rolledBack) {
      for (Offender offender : rolledBack.offenders()) {
        int place = shard.commandOf(offender.effectIndex());
        switch (offender) {
          case DuplicateReservation _ -> taken.add(place);
          case BadRow _ -> unstorable.add(place);
          case DuplicateRequest _ -> {
            // The model knows by itself what was accepted before.
          }
        }
      }
      return outcome;
    }
    return fences ? Fenced.retake("planned") : outcome;
  }

  @Override
  public void onAnswer(Command command, Answer answer) {
    outcomes.add(new Outcome(Told.of(answer), null));
  }

  @Override
  public void onFailure(Command command, Failure failure) {
    outcomes.add(new Outcome(null, failure));
  }

  @Override
  public void close() {}
}
