package dev.ringfence.snapshotter.recovery;

/** The database was laid out for other shards than this process expects. */
public final class ShardLayoutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ShardLayoutException(String message) {
    super(message);
  }
}
