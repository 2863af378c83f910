package dev.ringfence.engine.shard;

import dev.ringfence.engine.command.Answer;
import java.util.List;

/** What became of a batch. */
public sealed interface CommitOutcome {
  /** The one instance of {@link Committed}: the fast path allocates nothing. */
  CommitOutcome COMMITTED = new Committed();

  /** Every row is durable. */
  record Committed() implements CommitOutcome {}

  /**
   * Nothing was written, because of these effects. The shard undoes the batch in memory, settles
   * the offenders, and decides the other commands again.
   */
  record RolledBack(List<Offender> offenders) implements CommitOutcome {
    public RolledBack {
      offenders = List.copyOf(offenders);
    }
  }

  /**
   * Nothing was written, and nothing is wrong with the batch: the store answered that it can't take
   * it now, as when its disk is full. The shard undoes the batch in memory, refuses what would
   * change something, and goes on.
   */
  record Declined(String cause) implements CommitOutcome, LookUp {}

  /**
   * The shard may not write any more. What is open is answered as unknown, and the memory is thrown
   * away.
   */
  record Fenced(FenceKind kind, String cause) implements CommitOutcome, LookUp {
    /** The shard may be taken again. */
    public static Fenced retake(String cause) {
      return new Fenced(FenceKind.RETAKE, cause);
    }

    /** The shard is another's, and nothing was under way. */
    public static Fenced yielded(String cause) {
      return new Fenced(FenceKind.YIELD, cause);
    }

    /** The shard must not serve until a person has looked. */
    public static Fenced halt(String cause) {
      return new Fenced(FenceKind.HALT, cause);
    }
  }

  /** An effect that can't be written. */
  sealed interface Offender {
    /** Its index in the batch. */
    int effectIndex();
  }

  /** Its request id is in the ledger already, older than the window in memory. */
  record DuplicateRequest(int effectIndex, long fingerprint, Answer original) implements Offender {}

  /** Its order had a reservation, which ended before the window in memory begins. */
  record DuplicateReservation(int effectIndex) implements Offender {}

  /** PostgreSQL refuses the row, for a reason that the engine does not know. */
  record BadRow(int effectIndex, String sqlState) implements Offender {}
}
