package dev.ringfence.journal;

import dev.ringfence.engine.effect.EffectBatch;
import java.sql.SQLException;

/**
 * The statement of a commit and nothing around it, with rows that were encoded before: what a
 * journal is measured against. When it fails, nothing is found out and nothing sent again.
 */
public final class BareCommit implements AutoCloseable {
  private final ShardLink link;
  private final ShardOwnership ownership;

  private BareCommit(ShardLink link, ShardOwnership ownership) {
    this.link = link;
    this.ownership = ownership;
  }

  /** Connects. */
  public static BareCommit open(Database database, ShardOwnership ownership) throws SQLException {
    return new BareCommit(ShardLink.open(database), ownership);
  }

  /** Encodes a batch; what is returned keeps nothing of it. */
  public PreparedBatch prepare(EffectBatch batch) {
    PreparedBatch prepared = new PreparedBatch();
    prepared.encode(batch, link.types());
    return prepared;
  }

  /** Commits it; batches come in the order of their numbers. */
  public void write(PreparedBatch batch) throws SQLException {
    if (!batch.write(link.batchStatement(), ownership)) {
      throw new SQLException("The fence let nothing through: the batch before it is missing");
    }
  }

  @Override
  public void close() {
    link.close();
  }
}
