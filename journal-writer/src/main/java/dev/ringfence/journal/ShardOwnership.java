package dev.ringfence.journal;

import java.sql.SQLException;

/** The right to write one shard, until somebody else takes it or it is given up. */
public final class ShardOwnership {
  private final ShardRegistry registry;
  private final int shardId;
  private final String owner;
  private final Lease lease;
  private volatile long epoch;
  private volatile boolean lost;

  ShardOwnership(ShardRegistry registry, int shardId, String owner, long epoch, Lease lease) {
    this.registry = registry;
    this.shardId = shardId;
    this.owner = owner;
    this.epoch = epoch;
    this.lease = lease;
  }

  public int shardId() {
    return shardId;
  }

  /** The name of the owner, and a random part that no other ownership has. */
  public String owner() {
    return owner;
  }

  /** The epoch of today: the journal raises it with every new connection. */
  public long epoch() {
    return epoch;
  }

  void raised(long newEpoch) {
    epoch = newEpoch;
  }

  /** True once a heartbeat found that another process has the shard. Only a hint: see the epoch. */
  public boolean isLost() {
    return lost;
  }

  void markLost() {
    lost = true;
    lease.end();
  }

  /**
   * Whether no other process can have the shard yet, if clocks run at the same speed: the lease was
   * renewed not long ago, and the shard was neither lost nor given up.
   */
  public boolean mayAnswer() {
    return lease.isTrusted();
  }

  Lease lease() {
    return lease;
  }

  /**
   * Gives the shard up, so that another process may have it at once. Does nothing if it is lost.
   */
  public void release() throws SQLException {
    registry.release(this);
  }
}
