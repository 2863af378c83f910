package dev.ringfence.engine.testing;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome;
import dev.ringfence.engine.shard.CommitOutcome.BadRow;
import dev.ringfence.engine.shard.CommitOutcome.DuplicateRequest;
import dev.ringfence.engine.shard.CommitOutcome.DuplicateReservation;
import dev.ringfence.engine.shard.CommitOutcome.Offender;
import dev.ringfence.engine.shard.CommitOutcome.RolledBack;
import dev.ringfence.engine.shard.Journal;
import dev.ringfence.engine.shard.LookUp;
import dev.ringfence.engine.shard.LookUp.Doubt;
import dev.ringfence.engine.shard.LookUp.Found;
import dev.ringfence.engine.shard.LookUp.Original;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A journal that keeps its rows in memory. Like PostgreSQL it takes a batch whole or not at all,
 * and knows every request id and every order of all time. Faults can be planned.
 */
public final class InMemoryJournal implements Journal {
  private final List<Effect> ledger = new ArrayList<>();
  private final Map<String, Effect> byRequest = new HashMap<>();
  private final Set<String> orders = new HashSet<>();
  private final boolean keepsLedger;
  private JournalFault fault = JournalFault.NONE;
  private long batches;
  private long sequence;
  private long lookedUp;
  private int rolledBack;
  private boolean closed;
  private volatile boolean mayAnswer = true;
  private volatile boolean lost;

  public InMemoryJournal() {
    this(true);
  }

  /** Without a ledger it takes everything and keeps nothing: for tests of speed. */
  public InMemoryJournal(boolean keepsLedger) {
    this.keepsLedger = keepsLedger;
  }

  /** Asked before every commit. */
  public void fault(JournalFault plan) {
    fault = plan;
  }

  @Override
  public CommitOutcome commit(EffectBatch batch) {
    CommitOutcome planned = fault.beforeCommit(batch);
    if (planned != null) {
      return planned;
    }
    if (batch.number() != batches + 1 || batch.get(0).sequence() != sequence + 1) {
      throw new IllegalStateException(
          "Batch " + batch.number() + " does not follow " + batches + ", or its rows do not");
    }
    if (keepsLedger) {
      List<Offender> offenders = offenders(batch);
      if (!offenders.isEmpty()) {
        rolledBack++;
        return new RolledBack(offenders);
      }
      keep(batch);
    }
    batches++;
    sequence += batch.size();
    CommitOutcome after = fault.afterCommit(batch);
    return after == null ? CommitOutcome.COMMITTED : after;
  }

  @Override
  public LookUp lookUp(EffectBatch batch, List<Doubt> doubts) {
    List<Original> originals = new ArrayList<>();
    List<Integer> takenOrders = new ArrayList<>();
    for (int index = 0; index < doubts.size(); index++) {
      Command command = doubts.get(index).command();
      Effect earlier = byRequest.get(command.accountId() + " " + command.requestId());
      if (earlier != null) {
        Answer original = new Answer();
        earlier.describeIn(original);
        originals.add(new Original(index, earlier.fingerprint(), original));
      } else if (doubts.get(index).isOfOrder()
          && orders.contains(command.accountId() + " " + command.orderId())) {
        takenOrders.add(index);
      }
    }
    lookedUp += doubts.size();
    return new Found(originals, takenOrders);
  }

  /** How many commands were looked up. */
  public long lookedUp() {
    return lookedUp;
  }

  /** How often it took a batch back. */
  public int rolledBack() {
    return rolledBack;
  }

  /** Whether memory may be shown from now on. */
  public void mayAnswer(boolean allowed) {
    mayAnswer = allowed;
  }

  /** Another process has the shard from now on, and this one hears of it. */
  public void lose() {
    lost = true;
  }

  @Override
  public boolean isLost() {
    return lost;
  }

  @Override
  public boolean mayAnswer() {
    return mayAnswer;
  }

  @Override
  public void close() {
    closed = true;
  }

  public boolean isClosed() {
    return closed;
  }

  /** All rows that are durable, oldest first. */
  public List<Effect> ledger() {
    return List.copyOf(ledger);
  }

  /** How many batches are durable. */
  public long batches() {
    return batches;
  }

  private List<Offender> offenders(EffectBatch batch) {
    List<Offender> offenders = new ArrayList<>();
    for (int index = 0; index < batch.size(); index++) {
      Effect effect = batch.get(index);
      Effect earlier = byRequest.get(requestKey(effect));
      if (!effect.requestId().isEmpty() && earlier != null) {
        Answer original = new Answer();
        earlier.describeIn(original);
        offenders.add(new DuplicateRequest(index, earlier.fingerprint(), original));
      } else if (opens(effect) && orders.contains(orderKey(effect))) {
        offenders.add(new DuplicateReservation(index));
      } else if (fault.refuses(effect)) {
        offenders.add(new BadRow(index, "23514"));
      }
    }
    return offenders;
  }

  private void keep(EffectBatch batch) {
    for (int index = 0; index < batch.size(); index++) {
      Effect effect = new Effect();
      effect.set(batch.get(index));
      ledger.add(effect);
      if (!effect.requestId().isEmpty()) {
        byRequest.put(requestKey(effect), effect);
      }
      if (opens(effect)) {
        orders.add(orderKey(effect));
      }
    }
  }

  private static boolean opens(Effect effect) {
    return effect.reservation().present() && effect.reservation().stateBefore() == null;
  }

  private static String requestKey(Effect effect) {
    return effect.accountId() + " " + effect.requestId();
  }

  private static String orderKey(Effect effect) {
    return effect.accountId() + " " + effect.reservation().orderId();
  }
}
