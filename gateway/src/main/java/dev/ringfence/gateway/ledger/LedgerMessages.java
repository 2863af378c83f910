package dev.ringfence.gateway.ledger;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.LedgerEntry;
import dev.ringfence.api.v1.Reservation;
import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.gateway.mapping.Messages;
import dev.ringfence.gateway.mapping.ResultMapper;

/** Turns what was written down into messages, by way of the answer that was given then. */
final class LedgerMessages {
  private LedgerMessages() {}

  static LedgerEntry entry(Effect effect) {
    CommandResult after = outcome(effect);
    LedgerEntry.Builder entry =
        LedgerEntry.newBuilder()
            .setVersion(effect.version())
            .setType(effect.type().name())
            .setRequestId(effect.requestId().toString())
            .setBalanceChange(Amount.format(effect.account().balanceChange()))
            .setReservedChange(Amount.format(effect.account().reservedChange()))
            .setAccount(after.getAccount())
            .setAt(Messages.timestamp(effect.timeMillis()));
    if (after.hasPosition()) {
      entry
          .setQuantityChange(Amount.format(effect.position().quantityChange()))
          .setReservedQuantityChange(Amount.format(effect.position().reservedQuantityChange()))
          .setPosition(after.getPosition());
    }
    if (after.hasReservation()) {
      entry.setReservation(after.getReservation());
    }
    return entry.build();
  }

  /** What is in the ledger was accepted; refusals leave no row. */
  static CommandResult outcome(Effect effect) {
    Answer answer = new Answer();
    effect.describeIn(answer);
    answer.replayed(true);
    return ResultMapper.toResult(effect.accountId(), answer);
  }

  static Reservation reservation(Effect effect) {
    return outcome(effect).getReservation();
  }
}
