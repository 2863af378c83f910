package dev.ringfence.engine.shard;

/**
 * Sees every batch once it is durable, before anybody is answered; so whatever was acknowledged was
 * seen. Called on the shard's thread, so it must neither block nor throw.
 */
@FunctionalInterface
public interface BatchListener {
  /** Looks at nothing. */
  BatchListener NONE = _ -> {};

  /**
   * A batch with effects goes to the journal now: when the process dies, or the shard is fenced,
   * before {@link #onBatch} is called for it, it is durable or it is not. Called again for the same
   * batch when the journal rolled it back and it was decided anew.
   */
  default void onCommitting(DecidedBatch batch) {}

  /** A batch is durable, or has no effects. */
  void onBatch(DecidedBatch batch);
}
