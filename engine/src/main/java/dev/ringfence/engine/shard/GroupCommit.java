package dev.ringfence.engine.shard;

import com.lmax.disruptor.RingBuffer;
import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.command.RefusalRule;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome.BadRow;
import dev.ringfence.engine.shard.CommitOutcome.Committed;
import dev.ringfence.engine.shard.CommitOutcome.Declined;
import dev.ringfence.engine.shard.CommitOutcome.DuplicateRequest;
import dev.ringfence.engine.shard.CommitOutcome.DuplicateReservation;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.shard.CommitOutcome.Offender;
import dev.ringfence.engine.shard.CommitOutcome.RolledBack;
import dev.ringfence.engine.shard.LookUp.Found;
import dev.ringfence.engine.state.Decider;
import dev.ringfence.engine.state.Lookahead;
import dev.ringfence.engine.state.ShardState;

/**
 * One batch at a time: ends what is due, decides the commands, and makes it all durable. When the
 * journal refuses some of the effects, or finds that a command which would be refused was accepted
 * long ago, everything is undone and decided again with what is known by then.
 */
final class GroupCommit implements DecidedBatch {
  private static final int EXPIRY = -1;

  /** What a row of ledger, outbox and account takes, ids not counted; an estimate. */
  private static final int BYTES_PER_EFFECT = 320;

  private final ShardConfig config;
  private final ShardState state;
  private final Journal journal;
  private final EngineMetrics metrics;
  private final BatchListener listener;
  private final RingBuffer<Command> ring;
  private final Decider decider = new Decider();
  private final EffectBatch batch;
  private final Lookahead lookahead;

  /** By effect: the command that had it, counted from the first of the batch. */
  private final int[] commandOfEffect;

  /** By command: why it gets no answer; null if it gets one. */
  private final Failure[] failures;

  private final Findings findings;

  private long first;
  private long last;
  private long nowNanos;
  private long decidedNanos;
  private long committedNanos;
  private int bytes;
  private int expiries;

  /** False if the journal forbids to show what is in memory; nothing was done then. */
  private boolean mayAnswer;

  private boolean declined;

  GroupCommit(
      ShardConfig config,
      ShardState state,
      Journal journal,
      EngineMetrics metrics,
      BatchListener listener,
      RingBuffer<Command> ring) {
    this.config = config;
    this.state = state;
    this.journal = journal;
    this.metrics = metrics;
    this.listener = listener;
    this.ring = ring;
    lookahead = new Lookahead(state);
    int capacity = config.maxBatchCommands() + config.expiriesPerBatch();
    batch = new EffectBatch(config.shardId(), capacity, state.hashSeed());
    commandOfEffect = new int[capacity];
    failures = new Failure[config.maxBatchCommands()];
    findings = new Findings(config.maxBatchCommands());
  }

  /**
   * Decides and commits the commands from the first on, as far as one batch goes.
   *
   * @param available the last command that may be taken; before {@code firstSequence} if there is
   *     none, and only what is due is ended
   * @return null when all of it is durable, or nothing of it may be shown, or why the shard must be
   *     fenced
   */
  Fenced run(long firstSequence, long available, long timeMillis, long startNanos) {
    first = firstSequence;
    last = firstSequence - 1;
    nowNanos = startNanos;
    declined = false;
    findings.clear();
    state.beginBatch(timeMillis);
    begin();
    long limit = Math.min(available, firstSequence + config.maxBatchCommands() - 1);
    while (last < limit && bytes < config.maxBatchBytes()) {
      last++;
      if (index(last) % Lookahead.GROUP == 0) {
        lookAhead(last, Math.min(limit, last + Lookahead.GROUP - 1));
      }
      Command command = ring.get(last);
      failures[index(last)] = isLate(command) ? Failure.DEADLINE_PASSED : null;
      decide(command, index(last));
    }
    return commit();
  }

  private void lookAhead(long from, long to) {
    for (long sequence = from; sequence <= to; sequence++) {
      lookahead.add(ring.get(sequence));
    }
    lookahead.run();
  }

  /** Whether it is known that the shard is another's by now. */
  boolean isLost() {
    return journal.isLost();
  }

  /** The last command that was decided, or was being decided when something went wrong. */
  long last() {
    return last;
  }

  /** Whether the journal could take nothing: only what changes nothing was done. */
  boolean wasDeclined() {
    return declined;
  }

  /** Why a command of the batch gets no answer; null if it gets one. */
  Failure failure(long sequence) {
    Failure failure = failures[index(sequence)];
    return failure == null && !mayAnswer ? Failure.NOT_SERVING : failure;
  }

  @Override
  public long decidedNanos() {
    return decidedNanos;
  }

  @Override
  public long committedNanos() {
    return committedNanos;
  }

  @Override
  public long number() {
    return batch.isEmpty() ? state.batchNumber() : batch.number();
  }

  @Override
  public long timeMillis() {
    return state.timeMillis();
  }

  @Override
  public long lastSequence() {
    return state.sequence();
  }

  @Override
  public EffectBatch effects() {
    return batch;
  }

  @Override
  public int expiries() {
    return expiries;
  }

  @Override
  public boolean shown() {
    return mayAnswer;
  }

  @Override
  public int commands() {
    return (int) (last - first + 1);
  }

  @Override
  public Command command(int index) {
    Command command = ring.get(first + index);
    return command.type() == null || failures[index] != null ? null : command;
  }

  @Override
  public Reason verdict(int index) {
    return findings.verdict(index);
  }

  @Override
  public Answer original(int index) {
    return findings.original(index);
  }

  @Override
  public long originalFingerprint(int index) {
    return findings.originalFingerprint(index);
  }

  /** Each round takes at least one command's effect out, so there is an end to it. */
  private Fenced commit() {
    int rounds = 0;
    mayAnswer = true;
    while (true) {
      state.checkConservation();
      if (!findings.doubts().isEmpty()) {
        metrics.onLookUp(config.shardId(), findings.doubts().size());
        switch (journal.lookUp(batch, findings.doubts())) {
          case Fenced fenced -> {
            return fenced;
          }
          case Declined refusal -> {
            decline(refusal);
            continue;
          }
          case Found found -> {
            if (findings.learn(found)) {
              state.rollBack(batch);
              decideAgain();
              continue;
            }
          }
        }
      }
      decidedNanos = System.nanoTime();
      committedNanos = decidedNanos;
      if (batch.isEmpty()) {
        mayAnswer = journal.mayAnswer();
        if (mayAnswer) {
          state.commit(state.batchNumber());
        } else {
          // Refusals that nobody hears of must not stick.
          state.rollBack(batch);
        }
        return null;
      }
      batch.markLast();
      listener.onCommitting(this);
      CommitOutcome outcome = journal.commit(batch);
      committedNanos = System.nanoTime();
      switch (outcome) {
        case Committed _ -> {
          state.commit(batch.number());
          metrics.onBatch(
              config.shardId(), commands(), batch.size(), committedNanos - decidedNanos);
          if (state.acceptedIds().isCrowded()) {
            metrics.onCrowdedFilter(config.shardId());
          }
          return null;
        }
        case Fenced fenced -> {
          return fenced;
        }
        case Declined refusal -> decline(refusal);
        case RolledBack rolledBack -> {
          rounds++;
          if (rolledBack.offenders().isEmpty() || rounds > last - first + 1) {
            return Fenced.retake(
                "The journal rolled batch " + batch.number() + " back without a reason");
          }
          String cause = settle(rolledBack);
          if (cause != null) {
            return Fenced.retake(cause);
          }
          decideAgain();
        }
      }
    }
  }

  /** Whoever asks for a change is told that nothing was done; what is read goes on. */
  private void decline(Declined refusal) {
    metrics.onDeclined(config.shardId(), refusal.cause());
    declined = true;
    state.rollBack(batch);
    for (long sequence = first; sequence <= last; sequence++) {
      Command command = ring.get(sequence);
      if (command.type() != null && !command.type().isRead() && failures[index(sequence)] == null) {
        failures[index(sequence)] = Failure.NOT_SERVING;
      }
    }
    decideAgain();
  }

  private void decideAgain() {
    begin();
    for (long sequence = first; sequence <= last; sequence++) {
      decide(ring.get(sequence), index(sequence));
    }
  }

  private void begin() {
    batch.begin(state.batchNumber() + 1, state.timeMillis());
    bytes = 0;
    expiries = 0;
    findings.forgetDoubts();
    for (int count = 0; !declined && count < config.expiriesPerBatch(); count++) {
      Effect effect = batch.next();
      if (!decider.decideExpiry(state, batch.timeMillis(), effect)) {
        break;
      }
      take(effect, EXPIRY);
      expiries++;
    }
  }

  private void decide(Command command, int index) {
    if (command.type() == null || failures[index] != null) {
      return;
    }
    if (command.refusalRule() == RefusalRule.RECONSIDER) {
      state.forgetRefusal(command);
    }
    Effect effect = batch.next();
    Reason reason = verdict(command, index, effect);
    if (effect.type() != null) {
      take(effect, index);
    } else if (reason != Reason.NONE
        && reason != Reason.REQUEST_ID_REUSED
        && !command.answer().replayed()
        && !command.type().isRead()) {
      findings.refused(index, command, reason, state.mayHaveAccepted(command));
      if (command.refusalRule().remembers(reason)) {
        state.refuse(command, effect.fingerprint());
      }
    }
  }

  private Reason verdict(Command command, int index, Effect effect) {
    Reason known = findings.verdict(index);
    // Without the effects that were taken out, the windows may hold what they had pushed out.
    if (known == null || state.remembers(command)) {
      return decider.decide(state, command, batch.timeMillis(), effect);
    }
    if (known != Reason.NONE) {
      decider.refuse(state, command, known, batch.timeMillis(), effect);
      return known;
    }
    long fingerprint = findings.originalFingerprint(index);
    state.rememberAgain(command, fingerprint, findings.original(index));
    if (fingerprint != Decider.fingerprint(command)) {
      decider.refuse(state, command, Reason.REQUEST_ID_REUSED, batch.timeMillis(), effect);
      return Reason.REQUEST_ID_REUSED;
    }
    command.answer().set(findings.original(index));
    command.answer().replayed(true);
    return command.answer().reason();
  }

  private void take(Effect effect, int command) {
    state.apply(effect);
    commandOfEffect[batch.size()] = command;
    batch.add();
    bytes +=
        BYTES_PER_EFFECT
            + effect.requestId().length()
            + effect.position().symbol().length()
            + effect.reservation().orderId().length();
  }

  /** Undoes the batch, and writes down what is known now about the offenders. */
  private String settle(RolledBack rolledBack) {
    state.rollBack(batch);
    for (Offender offender : rolledBack.offenders()) {
      if (offender.effectIndex() < 0 || offender.effectIndex() >= batch.size()) {
        return "The journal blames effect " + offender.effectIndex() + " of " + batch.size();
      }
      int command = commandOfEffect[offender.effectIndex()];
      if (command == EXPIRY) {
        return "The journal can't take the end of a reservation: " + offender;
      }
      switch (offender) {
        case DuplicateReservation _ -> findings.orderIsTaken(command);
        case BadRow _ -> findings.blame(command, Reason.REFUSED_BY_STORE);
        case DuplicateRequest duplicate ->
            findings.repeats(command, duplicate.fingerprint(), duplicate.original());
      }
    }
    return null;
  }

  private boolean isLate(Command command) {
    return command.deadlineNanos() != 0 && nowNanos - command.deadlineNanos() > 0;
  }

  private int index(long sequence) {
    return (int) (sequence - first);
  }
}
