package dev.ringfence.snapshotter.replay;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.engine.shard.CommitOutcome.BadRow;
import dev.ringfence.engine.shard.CommitOutcome.DuplicateRequest;
import dev.ringfence.engine.shard.CommitOutcome.DuplicateReservation;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.shard.CommitOutcome.Offender;
import dev.ringfence.engine.shard.CommitOutcome.RolledBack;
import dev.ringfence.engine.shard.Journal;
import dev.ringfence.engine.shard.LookUp;
import dev.ringfence.engine.shard.LookUp.Doubt;
import dev.ringfence.engine.shard.LookUp.Found;
import dev.ringfence.engine.shard.LookUp.Original;
import dev.ringfence.journal.tape.TapedAnswer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Says of the effects what the journal of then said, lets the answers be compared, and only then
 * hands the batch on.
 */
final class TapedJournal implements Journal {
  private static final String DIFFERENT = "the batch does not come out as it was";

  private final Journal durable;
  private final BooleanSupplier isAsItWas;
  private final Map<Key, Verdict> verdicts = new HashMap<>();
  private boolean mayAnswer;

  TapedJournal(Journal durable, BooleanSupplier isAsItWas) {
    this.durable = durable;
    this.isAsItWas = isAsItWas;
  }

  private record Key(long accountId, String requestId) {}

  private record Verdict(Reason reason, long fingerprint, Answer original) {}

  /** A batch begins. */
  void begin(boolean wasShown) {
    verdicts.clear();
    mayAnswer = wasShown;
  }

  /** A command of it, and what became of it then. */
  void expect(Command command, TapedAnswer answer) {
    if (answer.verdict() == null) {
      return;
    }
    Answer original = new Answer();
    original.set(answer.original());
    verdicts.put(
        new Key(command.accountId(), command.requestId().toString()),
        new Verdict(answer.verdict(), answer.originalFingerprint(), original));
  }

  @Override
  public CommitOutcome commit(EffectBatch batch) {
    List<Offender> offenders = verdicts.isEmpty() ? List.of() : offenders(batch);
    if (!offenders.isEmpty()) {
      return new RolledBack(offenders);
    }
    return isAsItWas.getAsBoolean() ? durable.commit(batch) : Fenced.halt(DIFFERENT);
  }

  @Override
  public LookUp lookUp(EffectBatch batch, List<Doubt> doubts) {
    List<Original> originals = new ArrayList<>();
    List<Integer> takenOrders = new ArrayList<>();
    for (int index = 0; index < doubts.size(); index++) {
      Command command = doubts.get(index).command();
      Key key = new Key(command.accountId(), command.requestId().toString());
      Verdict verdict = verdicts.get(key);
      if (verdict != null && verdict.reason() == Reason.NONE) {
        originals.add(new Original(index, verdict.fingerprint(), verdict.original()));
        verdicts.remove(key);
      } else if (verdict != null && verdict.reason() == Reason.RESERVATION_EXISTS) {
        takenOrders.add(index);
        verdicts.remove(key);
      }
    }
    return new Found(originals, takenOrders);
  }

  /** Asked for a batch without effects. */
  @Override
  public boolean mayAnswer() {
    boolean _ = isAsItWas.getAsBoolean();
    return mayAnswer;
  }

  @Override
  public void close() {
    durable.close();
  }

  private List<Offender> offenders(EffectBatch batch) {
    List<Offender> offenders = new ArrayList<>();
    for (int index = 0; index < batch.size(); index++) {
      Effect effect = batch.get(index);
      Verdict verdict = verdicts.remove(new Key(effect.accountId(), effect.requestId().toString()));
      if (verdict != null) {
        offenders.add(offender(index, verdict));
      }
    }
    return offenders;
  }

  private static Offender offender(int index, Verdict verdict) {
    if (verdict.reason() == Reason.NONE) {
      return new DuplicateRequest(index, verdict.fingerprint(), verdict.original());
    }
    return verdict.reason() == Reason.RESERVATION_EXISTS
        ? new DuplicateReservation(index)
        : new BadRow(index, "");
  }
}
