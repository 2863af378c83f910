package dev.ringfence.snapshotter.projection;

/**
 * Where the projection is written. Each write is guarded by version in the store itself, so that
 * writers may be late, repeat themselves, or be several.
 */
interface ProjectionStore extends AutoCloseable {
  /** Writes all of it; returns when the store acknowledged all of it. */
  void write(ImageBatch batch) throws StoreUnavailableException;

  /** Whether everything that was ever written is still there. */
  boolean isComplete() throws StoreUnavailableException;

  /**
   * Begins a rebuild, or joins the one that another process has begun.
   *
   * @return its generation
   */
  String beginRebuild() throws StoreUnavailableException;

  /**
   * Ends a rebuild.
   *
   * @return false if the store lost its data meanwhile, so that it must be done again
   */
  boolean endRebuild(String generation) throws StoreUnavailableException;

  /** Says that what is there can't be trusted, so that it is rebuilt. */
  void invalidate() throws StoreUnavailableException;

  @Override
  void close();
}
