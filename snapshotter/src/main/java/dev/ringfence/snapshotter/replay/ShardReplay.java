package dev.ringfence.snapshotter.replay;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.RefusalRule;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.shard.BatchReplay;
import dev.ringfence.engine.shard.CommitOutcome.Fenced;
import dev.ringfence.engine.shard.DecidedBatch;
import dev.ringfence.engine.shard.Journal;
import dev.ringfence.engine.shard.ShardConfig;
import dev.ringfence.engine.state.Decider;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.journal.tape.TapedAnswer;
import dev.ringfence.journal.tape.TapedBatch;
import dev.ringfence.journal.tape.TapedBatch.Joint;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the batches of one shard again and compares. A batch that does not come out as it was is not
 * committed.
 */
final class ShardReplay {
  private final ShardState state;
  private final boolean isStrict;
  private final LedgerTail tail;
  private final ReplayScope scope;
  private final TapedJournal journal;
  private final BatchReplay replay;
  private final List<TapedAnswer> answers = new ArrayList<>();
  private final Command remembered = new Command();
  private final TapedAnswer rememberedAnswer = new TapedAnswer();
  private TapedBatch taped;
  private ReplayFinding finding;

  /** When the last batch that had effects was decided; 0 before there was one. */
  private long durableMillis;

  /**
   * It goes on from the state.
   *
   * @param durable where the effects go
   * @param tail the end of the ledger before
   * @param isStrict whether two refusals for different reasons differ; neither has an effect
   */
  ShardReplay(
      ShardConfig config,
      ShardState state,
      Journal durable,
      LedgerTail tail,
      boolean isStrict,
      ReplayScope scope) {
    this.state = state;
    this.tail = tail;
    this.isStrict = isStrict;
    this.scope = scope;
    journal = new TapedJournal(durable, this::check);
    replay = new BatchReplay(config, state, journal);
  }

  /**
   * A batch that is in the state already: only what it refused must be remembered. What it accepted
   * is in the ledger.
   */
  void remember(TapedBatch batch) {
    if (batch.joint() == Joint.RESTART) {
      state.forgetRefusals();
    }
    for (int index = 0; index < batch.commands(); index++) {
      remembered.clear();
      batch.nextCommand(remembered, rememberedAnswer);
      if (batch.shown() && !remembered.type().isRead()) {
        remember(remembered, rememberedAnswer);
      }
    }
  }

  /** The shard was rebuilt before the batch that comes now, which knew the ledger from there on. */
  private void restart(long rememberedFrom) {
    state.forgetRefusals();
    if (rememberedFrom > 1) {
      tail.restore(state, rememberedFrom);
    }
    // A rebuilt shard knows the time of what is durable, which a clock may have been set back to.
    if (durableMillis != 0) {
      state.restoreLog(state.batchNumber(), state.sequence(), durableMillis);
    }
  }

  /** Runs the batch; null if it came out as it was. */
  ReplayFinding run(TapedBatch batch) {
    if (batch.joint() == Joint.RESTART) {
      restart(batch.rememberedFrom());
    }
    taped = batch;
    finding = null;
    journal.begin(batch.shown());
    for (int index = 0; index < batch.commands(); index++) {
      if (index == answers.size()) {
        answers.add(new TapedAnswer());
      }
      Command command = replay.next();
      batch.nextCommand(command, answers.get(index));
      journal.expect(command, answers.get(index));
      if (scope.isShown(command.accountId())) {
        scope.history().accept(AnswerText.of(batch, command, answers.get(index).answer()));
      }
    }
    Fenced fenced = replay.run(batch.timeMillis());
    if (finding == null && fenced != null) {
      finding = differs("the journal", "committed", fenced.cause());
    }
    if (batch.effects() > 0) {
      durableMillis = batch.timeMillis();
      tail.add(replay.decided().effects());
    }
    replay.clear();
    return finding;
  }

  /** Before anything of it is durable. */
  private boolean check() {
    DecidedBatch decided = replay.decided();
    if (decided.effects().size() != taped.effects()) {
      finding = firstDifferent();
      if (finding == null) {
        finding = differs("the number of effects", taped.effects(), decided.effects().size());
      }
    } else if (!taped.hasExpiriesOf(decided)) {
      finding = differs("reservations that ended", taped.expiries(), decided.expiries());
    } else if (decided.lastSequence() != taped.lastSequence()) {
      finding = differs("the last sequence", taped.lastSequence(), decided.lastSequence());
    } else {
      finding = firstDifferent();
    }
    return finding == null;
  }

  private ReplayFinding firstDifferent() {
    for (int index = 0; taped.shown() && index < taped.commands(); index++) {
      Command command = replay.command(index);
      TapedAnswer expected = answers.get(index);
      boolean areRefusals = !command.answer().accepted() && !expected.answer().accepted();
      if (!AnswerText.areSame(expected.answer(), command.answer()) && (isStrict || !areRefusals)) {
        return new ReplayFinding(
            shardId(),
            taped.number(),
            index,
            AnswerText.of(command),
            AnswerText.of(expected.answer()),
            AnswerText.of(command.answer()));
      }
    }
    return null;
  }

  private void remember(Command command, TapedAnswer answer) {
    Reason reason = answer.answer().reason();
    if (command.refusalRule() == RefusalRule.RECONSIDER) {
      state.forgetRefusal(command);
    }
    if (!answer.answer().accepted()
        && !answer.answer().replayed()
        && reason != Reason.REQUEST_ID_REUSED
        && !state.remembers(command)
        && command.refusalRule().remembers(reason)) {
      command.answer().set(answer.answer());
      state.refuse(command, Decider.fingerprint(command));
    }
  }

  private ReplayFinding differs(String what, Object expected, Object found) {
    return ReplayFinding.ofBatch(shardId(), taped.number(), what, expected, found);
  }

  private int shardId() {
    return replay.decided().effects().shardId();
  }
}
