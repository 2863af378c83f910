package dev.ringfence.engine.shard;

import com.lmax.disruptor.RingBuffer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Reason;
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
import dev.ringfence.engine.state.ShardState;

/**
 * One batch at a time: has it decided, and makes it durable. When the journal refuses some of the
 * effects, or finds that a command which would be refused was accepted long ago, everything is
 * undone and decided again with what is known by then.
 */
final class GroupCommit {
  private final int shardId;
  private final ShardState state;
  private final Journal journal;
  private final EngineMetrics metrics;
  private final BatchListener listener;
  private final Findings findings;
  private final RingBatch batch;

  GroupCommit(
      ShardConfig config,
      ShardState state,
      Journal journal,
      EngineMetrics metrics,
      BatchListener listener,
      RingBuffer<Command> ring) {
    shardId = config.shardId();
    this.state = state;
    this.journal = journal;
    this.metrics = metrics;
    this.listener = listener;
    findings = new Findings(config.maxBatchCommands());
    batch = new RingBatch(config, state, findings, ring);
  }

  /** The last batch that was run, or the one that was cut short when something went wrong. */
  RingBatch batch() {
    return batch;
  }

  /** Whether it is known that the shard is another's by now. */
  boolean isLost() {
    return journal.isLost();
  }

  /**
   * Ends what is due, and decides and commits the commands from the first on, as far as one batch
   * goes.
   *
   * @param available the last command that may be taken; before {@code firstSequence} if there is
   *     none, and only what is due is ended
   * @return null when all of it is durable, or nothing of it may be shown, or why the shard must be
   *     fenced
   */
  Fenced run(long firstSequence, long available, long timeMillis, long nowNanos) {
    batch.decide(firstSequence, available, timeMillis, nowNanos);
    int rounds = 0;
    while (true) {
      Fenced lost = settleDoubts();
      if (lost != null) {
        return lost;
      }
      batch.decidedAt(System.nanoTime());
      if (batch.effects().isEmpty()) {
        showIfAllowed();
        return null;
      }
      switch (write()) {
        case Committed _ -> {
          committed();
          return null;
        }
        case Fenced fenced -> {
          return fenced;
        }
        case Declined declined -> decline(declined);
        case RolledBack rolledBack -> {
          // Each round takes at least one command's effect out, so there is an end to it.
          rounds++;
          Fenced fenced = settle(rolledBack, rounds);
          if (fenced != null) {
            return fenced;
          }
          batch.decideAgain();
        }
      }
    }
  }

  /** Asks for those who are about to be refused, as long as some may have been accepted once. */
  private Fenced settleDoubts() {
    while (true) {
      state.checkConservation();
      if (findings.doubts().isEmpty()) {
        return null;
      }
      metrics.onLookUp(shardId, findings.doubts().size());
      switch (journal.lookUp(batch.effects(), findings.doubts())) {
        case Fenced fenced -> {
          return fenced;
        }
        case Declined declined -> decline(declined);
        case Found found -> {
          if (!findings.learn(found)) {
            return null;
          }
          batch.decideAgain();
        }
      }
    }
  }

  /** Whoever asks for a change is told that nothing was done. */
  private void decline(Declined declined) {
    metrics.onDeclined(shardId, declined.cause());
    batch.decline();
  }

  /** Without effects there is no commit that proves that memory is right. */
  private void showIfAllowed() {
    if (journal.mayAnswer()) {
      state.commit(state.batchNumber());
    } else {
      // Refusals that nobody hears of must not stick.
      batch.hide();
    }
  }

  private CommitOutcome write() {
    batch.effects().markLast();
    listener.onCommitting(batch);
    CommitOutcome outcome = journal.commit(batch.effects());
    batch.committedAt(System.nanoTime());
    return outcome;
  }

  private void committed() {
    EffectBatch effects = batch.effects();
    state.commit(effects.number());
    metrics.onBatch(
        shardId, batch.commands(), effects.size(), batch.committedNanos() - batch.decidedNanos());
    if (state.acceptedIds().isCrowded()) {
      metrics.onCrowdedFilter(shardId);
    }
  }

  /** Writes down what is known now about the offenders; null, or why it can't go on. */
  private Fenced settle(RolledBack rolledBack, int rounds) {
    int size = batch.effects().size();
    // One more than there are commands: the ends of reservations are no commands.
    if (rolledBack.offenders().isEmpty() || rounds > batch.commands() + 1) {
      return Fenced.retake("The journal rolled batch " + batch.number() + " back without a reason");
    }
    for (Offender offender : rolledBack.offenders()) {
      if (offender.effectIndex() < 0 || offender.effectIndex() >= size) {
        return Fenced.retake("The journal blames effect " + offender.effectIndex() + " of " + size);
      }
      int command = batch.commandOf(offender.effectIndex());
      if (command == RingBatch.EXPIRY) {
        // It would be due again at once, in whatever is rebuilt from the rows.
        return Fenced.halt("The journal can't take the end of a reservation: " + offender);
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
}
