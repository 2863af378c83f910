package dev.ringfence.engine.shard;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Reason;
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
  private final List<Command> doubtful;

  private final int[] commandOfDoubt;
  private boolean hasAny;

  Findings(int maxCommands) {
    verdicts = new Reason[maxCommands];
    originals = new Answer[maxCommands];
    originalFingerprints = new long[maxCommands];
    lookedUp = new boolean[maxCommands];
    doubtful = new ArrayList<>(maxCommands);
    commandOfDoubt = new int[maxCommands];
  }

  /** The next batch begins. */
  void clear() {
    if (hasAny) {
      Arrays.fill(verdicts, null);
      Arrays.fill(originals, null);
      Arrays.fill(lookedUp, false);
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

  boolean wasLookedUp(int command) {
    return lookedUp[command];
  }

  void doubt(int index, Command command) {
    commandOfDoubt[doubtful.size()] = index;
    doubtful.add(command);
  }

  /** Those to look up. */
  List<Command> doubtful() {
    return doubtful;
  }

  void forgetDoubts() {
    doubtful.clear();
  }

  /** All that were doubtful are known now. */
  void learn(Found found) {
    for (int doubt = 0; doubt < doubtful.size(); doubt++) {
      asked(commandOfDoubt[doubt]);
    }
    doubtful.clear();
    for (Original original : found.originals()) {
      repeats(commandOfDoubt[original.index()], original.fingerprint(), original.answer());
    }
  }

  private void asked(int command) {
    lookedUp[command] = true;
    hasAny = true;
  }
}
