package dev.ringfence.journal.tape;

/** Hears how the tape does; called on the tape's thread, but for {@link #onMissed}. */
public interface TapeObserver {
  /** Tells nobody. */
  TapeObserver NONE = new TapeObserver() {};

  /** The tape of a shard records, or does not because of this. */
  default void onRecording(int shardId, boolean recording, String cause) {}

  /** Frames were written. */
  default void onWritten(int shardId, int frames, long bytes) {}

  /** A batch is not on the tape; on the shard's thread, or on the tape's. */
  default void onMissed(int shardId) {}
}
