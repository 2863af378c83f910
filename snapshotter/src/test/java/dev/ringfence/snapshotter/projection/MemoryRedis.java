package dev.ringfence.snapshotter.projection;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A Redis in memory, with what the projection's scripts do there. */
public final class MemoryRedis {
  /** What may go wrong on the way there and back. */
  public interface Mishaps {
    /** Runs the call, or throws instead, or runs it and throws nevertheless. */
    <T> T call(Call<T> call) throws StoreUnavailableException;
  }

  /** What a Redis, or its scripts, may lack. */
  public enum Defect {
    /** Nobody compares versions. */
    NO_GUARD,
    /** The marker stays when the data goes. */
    MARKER_OUTLIVES_FLUSH,
    /** Some writes are acknowledged, and not done. */
    LOSES_WRITES
  }

  /** What is done in Redis. */
  @FunctionalInterface
  public interface Call<T> {
    T run();
  }

  private final Map<Long, AccountImage> accounts = new HashMap<>();
  private final Map<String, PositionImage> positions = new HashMap<>();
  private final Set<Defect> defects;
  private String state = "";
  private String generation = "";
  private String markedRun = "";
  private int run;
  private int generations;
  private int writes;
  private int flushes;

  /** Without defects, unless somebody tests the tests. */
  public MemoryRedis(Set<Defect> defects) {
    this.defects = Set.copyOf(defects);
  }

  public Map<Long, AccountImage> accounts() {
    return accounts;
  }

  /** By account and symbol, with a blank between. */
  public Map<String, PositionImage> positions() {
    return positions;
  }

  public boolean isComplete() {
    return state.equals("complete") && markedRun.equals(run());
  }

  /** Loses everything. */
  public void flush() {
    flushes++;
    accounts.clear();
    positions.clear();
    if (!defects.contains(Defect.MARKER_OUTLIVES_FLUSH)) {
      state = "";
      generation = "";
      markedRun = "";
    }
  }

  /** Its process ends and begins anew, with nothing. */
  public void restart() {
    flush();
    run++;
  }

  /** How often it has lost everything. */
  public int flushes() {
    return flushes;
  }

  private String run() {
    return "run-" + run;
  }

  StoreFactory over(Mishaps mishaps) {
    return () -> mishaps.call(() -> new Store(mishaps, run()));
  }

  private void write(ImageBatch batch) {
    writes++;
    if (writes % 3 == 0 && defects.contains(Defect.LOSES_WRITES)) {
      return;
    }
    for (ImageBatch.Entry entry : batch.entries()) {
      if (entry.account() != null) {
        accounts.merge(
            entry.accountId(),
            entry.account(),
            (old, fresh) -> isOlder(old.version(), fresh.version()) ? fresh : old);
      }
      for (PositionImage position : entry.positions()) {
        positions.merge(
            position.accountId() + " " + position.symbol(),
            position,
            (old, fresh) -> isOlder(old.version(), fresh.version()) ? fresh : old);
      }
    }
  }

  private boolean isOlder(long old, long fresh) {
    return fresh > old || defects.contains(Defect.NO_GUARD);
  }

  private String beginRebuild(String serverRun) {
    if (!state.equals("rebuilding") || !markedRun.equals(serverRun)) {
      generations++;
      generation = "generation-" + generations;
      markedRun = serverRun;
      state = "rebuilding";
    }
    return generation;
  }

  private boolean endRebuild(String of, String serverRun) {
    if (!generation.equals(of) || !markedRun.equals(serverRun)) {
      return false;
    }
    state = "complete";
    return true;
  }

  private void invalidate() {
    state = "";
    generation = "";
    markedRun = "";
  }

  private final class Store implements ProjectionStore {
    private final Mishaps mishaps;
    private final String serverRun;

    Store(Mishaps mishaps, String serverRun) {
      this.mishaps = mishaps;
      this.serverRun = serverRun;
    }

    @Override
    public void write(ImageBatch batch) throws StoreUnavailableException {
      call(
          () -> {
            MemoryRedis.this.write(batch);
            return null;
          });
    }

    @Override
    public boolean isComplete() throws StoreUnavailableException {
      return call(() -> state.equals("complete") && markedRun.equals(serverRun));
    }

    @Override
    public String beginRebuild() throws StoreUnavailableException {
      return call(() -> MemoryRedis.this.beginRebuild(serverRun));
    }

    @Override
    public boolean endRebuild(String of) throws StoreUnavailableException {
      return call(() -> MemoryRedis.this.endRebuild(of, serverRun));
    }

    @Override
    public void invalidate() throws StoreUnavailableException {
      call(
          () -> {
            MemoryRedis.this.invalidate();
            return null;
          });
    }

    @Override
    public void close() {}

    /** A connection does not outlive the server's process. */
    private <T> T call(Call<T> call) throws StoreUnavailableException {
      if (!serverRun.equals(run())) {
        throw new StoreUnavailableException("The connection is lost", null);
      }
      return mishaps.call(call);
    }
  }
}
