package dev.ringfence.engine.shard;

import dev.ringfence.engine.command.Answer;
import java.util.List;

/** What the ledger says about commands that are about to be refused. */
public sealed interface LookUp permits LookUp.Found, CommitOutcome.Fenced {
  /** It knows none of them. */
  LookUp NOTHING = new Found(List.of());

  /** Those that were accepted once, with their answers; the others never were. */
  record Found(List<Original> originals) implements LookUp {
    public Found {
      originals = List.copyOf(originals);
    }
  }

  /**
   * A command that was accepted once.
   *
   * @param index its index among those that were looked up
   * @param fingerprint of the content it had
   */
  record Original(int index, long fingerprint, Answer answer) {}
}
