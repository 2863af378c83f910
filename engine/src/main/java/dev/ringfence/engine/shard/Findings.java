package dev.ringfence.engine.shard;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.shard.LookUp.Doubt;
import dev.ringfence.engine.shard.LookUp.Found;
import dev.ringfence.engine.shard.LookUp.Original;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the journal found out about the commands of one batch, by their index in it. */
final class Findings {
  /** NONE for a repeat of what was accepted, null for nothing. */
  private final Reason[] verdicts;

  private final Answer[] originals;
  private final long[] originalFingerprints;

  /** Whether the journal was asked for it. */
  private final boolean[] lookedUp;

  /** Refused, but perhaps accepted long ago: not yet looked up. */
  private final List<Doubt> doubts;

  private final int[] commandOfDoubt;

  /** Whether an order of the batch had a reservation that the windows have forgotten. */
  private boolean hasTakenOrder;

  private boolean hasAny;

  Findings(int maxCommands) {
    verdicts = new Reason[maxCommands];
    originals = new Answer[maxCommands];
    originalFingerprints = new long[maxCommands];
    lookedUp = new boolean[maxCommands];
    doubts = new ArrayList<>(maxCommands);
    commandOfDoubt = new int[maxCommands];
  }

  /** The next batch begins. */
  void clear() {
    if (hasAny) {
      Arrays.fill(verdicts, null);
      Arrays.fill(originals, null);
      Arrays.fill(lookedUp, false);
      hasTakenOrder = false;
      hasAny = false;
    }
  }

  Reason verdict(int command) {
    return verdicts[command];
  }

  Answer original(int command) {
    return originals[command];
  }

  long originalFingerprint(int command) {
    return originalFingerprints[command];
  }

  /** The command was accepted before, and got this answer. */
  void repeats(int command, long fingerprint, Answer original) {
    asked(command);
    verdicts[command] = Reason.NONE;
    originals[command] = original;
    originalFingerprints[command] = fingerprint;
  }

  /** A repeated command may fail for its order as well; that it was answered before comes first. */
  void blame(int command, Reason reason) {
    asked(command);
    if (verdicts[command] != Reason.NONE) {
      verdicts[command] = reason;
    }
  }

  /** The command's order had a reservation. */
  void orderIsTaken(int command) {
    blame(command, Reason.RESERVATION_EXISTS);
    hasTakenOrder = true;
  }

  /**
   * The command is about to be refused: it may have to be looked up first, if it may have been
   * accepted long ago, or if its order was taken long ago. For the orders nobody asks until one of
   * the batch was found to be taken; then for all that compete for the same money at once, as else
   * each would be accepted in its turn, and cost a round of its own.
   */
  void refused(int index, Command command, Reason reason, boolean mayHaveBeenAccepted) {
    boolean isOfOrder =
        hasTakenOrder
            && command.type() == CommandType.RESERVE
            && (reason == Reason.INSUFFICIENT_BALANCE || reason == Reason.INSUFFICIENT_POSITION);
    if (!lookedUp[index] && (mayHaveBeenAccepted || isOfOrder)) {
      commandOfDoubt[doubts.size()] = index;
      doubts.add(new Doubt(command, isOfOrder));
    }
  }

  /** What is to be looked up. */
  List<Doubt> doubts() {
    return doubts;
  }

  void forgetDoubts() {
    doubts.clear();
  }

  /** All that was in doubt is known now; false if it is all new. */
  boolean learn(Found found) {
    for (int doubt = 0; doubt < doubts.size(); doubt++) {
      asked(commandOfDoubt[doubt]);
    }
    doubts.clear();
    for (Original original : found.originals()) {
      repeats(commandOfDoubt[original.index()], original.fingerprint(), original.answer());
    }
    for (int taken : found.takenOrders()) {
      orderIsTaken(commandOfDoubt[taken]);
    }
    return !found.isNothing();
  }

  private void asked(int command) {
    lookedUp[command] = true;
    hasAny = true;
  }
}
