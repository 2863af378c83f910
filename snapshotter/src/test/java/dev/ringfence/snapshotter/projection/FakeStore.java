package dev.ringfence.snapshotter.projection;

import java.util.HashMap;
import java.util.Map;

/** A Redis in memory, with the same guard. */
final class FakeStore implements ProjectionStore, StoreFactory {
  final Map<Long, AccountImage> accounts = new HashMap<>();
  final Map<String, PositionImage> positions = new HashMap<>();
  boolean isAway;
  boolean complete = true;
  int writes;
  int entries;
  int invalidated;
  String generation = "";

  @Override
  public ProjectionStore open() throws StoreUnavailableException {
    failWhenAway();
    return this;
  }

  @Override
  public void write(ImageBatch batch) throws StoreUnavailableException {
    failWhenAway();
    writes++;
    entries += batch.entries().size();
    for (ImageBatch.Entry entry : batch.entries()) {
      if (entry.account() != null) {
        accounts.merge(
            entry.accountId(),
            entry.account(),
            (old, fresh) -> fresh.version() > old.version() ? fresh : old);
      }
      for (PositionImage position : entry.positions()) {
        positions.merge(
            position.accountId() + position.symbol(),
            position,
            (old, fresh) -> fresh.version() > old.version() ? fresh : old);
      }
    }
  }

  @Override
  public boolean isComplete() throws StoreUnavailableException {
    failWhenAway();
    return complete;
  }

  @Override
  public String beginRebuild() throws StoreUnavailableException {
    failWhenAway();
    generation = "g";
    return generation;
  }

  @Override
  public boolean endRebuild(String of) {
    complete = generation.equals(of);
    return complete;
  }

  @Override
  public void invalidate() throws StoreUnavailableException {
    failWhenAway();
    invalidated++;
    complete = false;
  }

  @Override
  public void close() {}

  private void failWhenAway() throws StoreUnavailableException {
    if (isAway) {
      throw new StoreUnavailableException("Redis is away", null);
    }
  }
}
