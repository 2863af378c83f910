package dev.ringfence.snapshotter.projection;

/**
 * Where everything comes from when Redis has lost it. Accounts and positions may be as of different
 * moments, since each is written under its own version.
 */
public interface SnapshotSource {
  /**
   * Streams all accounts and positions, in any order; returns when all were taken.
   *
   * @throws SnapshotException if they can't be read; trying again may help
   */
  void stream(Sink sink) throws SnapshotException, StoreUnavailableException;

  /** Takes what is streamed; may block. */
  interface Sink {
    void account(AccountImage account) throws StoreUnavailableException;

    void position(PositionImage position) throws StoreUnavailableException;
  }
}
