package dev.ringfence.engine.shard;

/** A whole shard, ring and all, whose turns a test makes instead of a thread. */
public final class TurnedShard {
  private final Shard shard;

  /** Lets the shard serve. */
  public TurnedShard(Shard shard) {
    this.shard = shard;
    shard.begin();
  }

  public Shard shard() {
    return shard;
  }

  /**
   * Runs one batch, if there is something to do.
   *
   * @return false if the shard was fenced; everybody who waited is answered then
   */
  public boolean turn() {
    return shard.turn();
  }
}
