package dev.ringfence.snapshotter.projection;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Writes everything again, under the same guard as the live events, which go on meanwhile. */
final class Rebuild {
  private final StoreFactory stores;
  private final SnapshotSource source;
  private final ProjectionConfig config;
  private final ProjectionMetrics metrics;
  private final BooleanSupplier stopping;

  Rebuild(
      StoreFactory stores,
      SnapshotSource source,
      ProjectionConfig config,
      ProjectionMetrics metrics,
      BooleanSupplier stopping) {
    this.stores = stores;
    this.source = source;
    this.config = config;
    this.metrics = metrics;
    this.stopping = stopping;
  }

  /**
   * Goes once over everything.
   *
   * @return false if Redis lost its data meanwhile
   */
  boolean run() throws StoreUnavailableException, SnapshotException {
    long startNanos = System.nanoTime();
    try (ProjectionStore store = stores.open()) {
      String generation = store.beginRebuild();
      Writer writer = new Writer(store);
      source.stream(writer);
      writer.flush();
      if (!store.endRebuild(generation)) {
        return false;
      }
      metrics.onRebuildFinished(
          writer.written, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
      return true;
    }
  }

  private final class Writer implements SnapshotSource.Sink {
    private final ProjectionStore store;
    private final ImageBatch batch = new ImageBatch();
    private long written;

    Writer(ProjectionStore store) {
      this.store = store;
    }

    @Override
    public void account(AccountImage account) throws StoreUnavailableException {
      batch.add(account);
      flushWhenFull();
    }

    @Override
    public void position(PositionImage position) throws StoreUnavailableException {
      batch.add(position);
      flushWhenFull();
    }

    private void flushWhenFull() throws StoreUnavailableException {
      if (batch.images() >= 2 * config.pipelineDepth()) {
        flush();
      }
    }

    void flush() throws StoreUnavailableException {
      if (stopping.getAsBoolean()) {
        throw new StoreUnavailableException("The rebuild was stopped", null);
      }
      store.write(batch);
      written += batch.images();
      batch.clear();
      metrics.onRebuildProgress(written);
    }
  }
}
