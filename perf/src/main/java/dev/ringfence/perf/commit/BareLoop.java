package dev.ringfence.perf.commit;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.journal.BareCommit;
import dev.ringfence.journal.PreparedBatch;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Decides and encodes all its batches first, and then times nothing but their statements. */
final class BareLoop {
  private final int shardId;
  private final BareCommit commit;
  private final DecidedOrders orders;
  private final Histogram latency = new Histogram(3);
  private long rows;

  BareLoop(int shardId, BareCommit commit, Orders orders) {
    this.shardId = shardId;
    this.commit = commit;
    this.orders = new DecidedOrders(orders);
  }

  /** Writes about so many rows in such batches; returns how many it did in a second. */
  double run(long count, int batchSize) throws SQLException {
    List<PreparedBatch> batches = new ArrayList<>();
    EffectBatch batch = new EffectBatch(shardId, batchSize);
    for (long prepared = 0; prepared < count; prepared += batchSize) {
      orders.next(batch, batchSize);
      batches.add(commit.prepare(batch));
    }
    long startNanos = System.nanoTime();
    long beforeNanos = startNanos;
    for (PreparedBatch prepared : batches) {
      commit.write(prepared);
      long nowNanos = System.nanoTime();
      latency.recordValue(nowNanos - beforeNanos);
      beforeNanos = nowNanos;
    }
    long written = (long) batches.size() * batchSize;
    rows += written;
    return written * 1e9 / (beforeNanos - startNanos);
  }

  /** Of the statements since the last call. */
  double medianMillis() {
    double millis = latency.getValueAtPercentile(50) / 1e6;
    latency.reset();
    return millis;
  }

  long rows() {
    return rows;
  }
}
