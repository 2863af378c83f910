package dev.ringfence.journal;

import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Where it is written which shards there are, and who has them. */
interface ShardTable {
  /** Makes the rows of all shards on the first start, and checks their number later. */
  void register(int shardCount) throws SQLException;

  /**
   * Gives the shard to a new owner and raises its epoch, if it is free: given up, silent for longer
   * than a lease by the clock of the database, or the same name's.
   *
   * @param owner the name and a random part
   * @return the new epoch
   */
  Optional<Long> tryTake(int shardId, String ownerName, String owner) throws SQLException;

  /** Who has the shard; nobody if it was given up. */
  Optional<ShardHolder> holder(int shardId) throws SQLException;

  /**
   * Says that these owners live.
   *
   * @return those that still have what they had
   */
  Set<String> renew(Collection<String> owners) throws SQLException;

  /** Gives the shard up and raises its epoch, if that owner still has it. */
  void release(int shardId, String owner) throws SQLException;
}
