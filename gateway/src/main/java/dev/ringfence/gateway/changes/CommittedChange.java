package dev.ringfence.gateway.changes;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.WatchAccountResponse;
import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectType;
import dev.ringfence.gateway.mapping.Messages;
import dev.ringfence.gateway.mapping.ResultMapper;

/** A copy of one effect, since the batch is used again; made into a message on another thread. */
final class CommittedChange {
  private final long accountId;
  private final EffectType type;
  private final long timeMillis;
  private final Answer after = new Answer();
  private CommittedChange before;
  private int height;

  CommittedChange(Effect effect) {
    accountId = effect.accountId();
    type = effect.type();
    timeMillis = effect.timeMillis();
    effect.describeIn(after);
  }

  /** On top of what is there, or alone if that has grown too high. */
  void pileOn(CommittedChange others, int most) {
    boolean alone = others == null || others.height == most;
    before = alone ? null : others;
    height = alone ? 1 : others.height + 1;
  }

  CommittedChange before() {
    return before;
  }

  WatchAccountResponse toMessage() {
    CommandResult result = ResultMapper.toResult(accountId, after);
    WatchAccountResponse.Builder change =
        WatchAccountResponse.newBuilder()
            .setAccount(result.getAccount())
            .setType(type.name())
            .setAt(Messages.timestamp(timeMillis));
    if (result.hasPosition()) {
      change.setPosition(result.getPosition());
    }
    if (result.hasReservation()) {
      change.setReservation(result.getReservation());
    }
    return change.build();
  }
}
