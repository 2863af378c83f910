package dev.ringfence.engine.shard;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import java.util.List;

/** What the tables say about commands that are about to be refused, to their {@link Doubt}s. */
public sealed interface LookUp permits LookUp.Found, CommitOutcome.Declined, CommitOutcome.Fenced {
  /** They know nothing of them. */
  LookUp NOTHING = new Found(List.of(), List.of());

  /**
   * A command that may have been accepted once.
   *
   * @param isOfOrder whether its order may have had a reservation, too; else nobody asks for that,
   *     as the command is refused for something that comes first
   */
  record Doubt(Command command, boolean isOfOrder) {}

  /**
   * Those that were accepted once, with their answers, and those whose order was in doubt and had a
   * reservation; the others are new.
   *
   * @param takenOrders by their indexes among the doubts
   */
  record Found(List<Original> originals, List<Integer> takenOrders) implements LookUp {
    public Found {
      originals = List.copyOf(originals);
      takenOrders = List.copyOf(takenOrders);
    }

    boolean isNothing() {
      return originals.isEmpty() && takenOrders.isEmpty();
    }
  }

  /**
   * A command that was accepted once.
   *
   * @param index its index among the doubts
   * @param fingerprint of the content it had
   */
  record Original(int index, long fingerprint, Answer answer) {}
}
