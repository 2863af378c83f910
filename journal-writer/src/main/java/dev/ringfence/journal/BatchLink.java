package dev.ringfence.journal;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome.Offender;
import dev.ringfence.engine.shard.LookUp.Doubt;
import dev.ringfence.engine.shard.LookUp.Found;
import java.sql.SQLException;
import java.util.List;

/**
 * One connection through which a journal writes its shard. What fails is told by SQLSTATE; after a
 * failure of any other kind than bad data, the link is of no more use.
 */
interface BatchLink extends AutoCloseable {
  /**
   * Raises the shard's epoch, which waits out and then refuses whatever any other link sent.
   *
   * @return where the shard is, or null if somebody else owns it
   */
  ShardClaim raise(ShardOwnership ownership) throws SQLException;

  /**
   * Writes all rows of the batch, or none.
   *
   * @return false if epoch or batch number are not those that the shard is at
   */
  boolean write(EffectBatch batch, ShardOwnership ownership) throws SQLException;

  /** Why the batch was refused as bad data; in the order of the batch, empty if unknown. */
  List<Offender> offenders(EffectBatch batch, ShardOwnership ownership) throws SQLException;

  /** Which of the commands are in the ledger, and whose order in doubt had a reservation. */
  Found lookUp(List<Doubt> doubts) throws SQLException;

  /** Cuts the connection. */
  @Override
  void close();

  /** Opens links. */
  @FunctionalInterface
  interface Source {
    BatchLink open() throws SQLException;
  }
}
