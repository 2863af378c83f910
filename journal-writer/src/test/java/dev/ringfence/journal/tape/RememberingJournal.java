package dev.ringfence.journal.tape;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.engine.shard.CommitOutcome.DuplicateRequest;
import dev.ringfence.engine.shard.CommitOutcome.DuplicateReservation;
import dev.ringfence.engine.shard.CommitOutcome.Offender;
import dev.ringfence.engine.shard.CommitOutcome.RolledBack;
import dev.ringfence.engine.shard.Journal;
import dev.ringfence.engine.shard.LookUp;
import dev.ringfence.engine.shard.LookUp.Found;
import dev.ringfence.engine.shard.LookUp.Original;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Knows every request id and order of all time, as PostgreSQL does, and nothing else. */
public final class RememberingJournal implements Journal {
  private final Map<String, DuplicateRequest> requests = new HashMap<>();
  private final Set<String> orders = new HashSet<>();
  private int rolledBack;
  private int recalled;

  @Override
  public CommitOutcome commit(EffectBatch batch) {
    List<Offender> offenders = new ArrayList<>();
    for (int index = 0; index < batch.size(); index++) {
      Effect effect = batch.get(index);
      DuplicateRequest earlier = requests.get(effect.accountId() + " " + effect.requestId());
      if (!effect.requestId().isEmpty() && earlier != null) {
        offenders.add(new DuplicateRequest(index, earlier.fingerprint(), earlier.original()));
      } else if (opens(effect) && orders.contains(order(effect))) {
        offenders.add(new DuplicateReservation(index));
      }
    }
    if (!offenders.isEmpty()) {
      rolledBack++;
      return new RolledBack(offenders);
    }
    for (int index = 0; index < batch.size(); index++) {
      keep(batch.get(index));
    }
    return CommitOutcome.COMMITTED;
  }

  @Override
  public LookUp lookUp(EffectBatch batch, List<Command> doubtful) {
    List<Original> originals = new ArrayList<>();
    for (int index = 0; index < doubtful.size(); index++) {
      Command command = doubtful.get(index);
      DuplicateRequest earlier = requests.get(command.accountId() + " " + command.requestId());
      if (earlier != null) {
        originals.add(new Original(index, earlier.fingerprint(), earlier.original()));
      }
    }
    recalled += originals.size();
    return new Found(originals);
  }

  /** How many commands it knew that were about to be refused. */
  public int recalled() {
    return recalled;
  }

  /** How often it took a batch back. */
  public int rolledBack() {
    return rolledBack;
  }

  @Override
  public void close() {
    // Nothing is open.
  }

  private void keep(Effect effect) {
    if (!effect.requestId().isEmpty()) {
      Answer answer = new Answer();
      effect.describeIn(answer);
      requests.put(
          effect.accountId() + " " + effect.requestId(),
          new DuplicateRequest(0, effect.fingerprint(), answer));
    }
    if (opens(effect)) {
      orders.add(order(effect));
    }
  }

  private static boolean opens(Effect effect) {
    return effect.reservation().present() && effect.reservation().stateBefore() == null;
  }

  private static String order(Effect effect) {
    return effect.accountId() + " " + effect.reservation().orderId();
  }
}
