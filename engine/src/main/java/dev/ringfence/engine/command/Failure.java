package dev.ringfence.engine.command;

/** Why a command that was taken into the ring got no answer. */
public enum Failure {
  /** Its deadline passed before it was decided: nothing was done. */
  DEADLINE_PASSED(true),
  /**
   * The shard stopped serving, may have another owner by now, or can't make changes durable:
   * nothing was done.
   */
  NOT_SERVING(true),
  /** It was decided, and whether it is durable is not known: ask again with the same id. */
  UNKNOWN(false);

  private final boolean nothingWasDone;

  Failure(boolean nothingWasDone) {
    this.nothingWasDone = nothingWasDone;
  }

  public boolean nothingWasDone() {
    return nothingWasDone;
  }
}
