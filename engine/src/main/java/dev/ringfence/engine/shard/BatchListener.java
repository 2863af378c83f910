package dev.ringfence.engine.shard;

/**
 * Sees every batch once it is durable, before anybody is answered; so whatever was acknowledged was
 * seen. Called on the shard's thread, so it must neither block nor throw.
 */
@FunctionalInterface
public interface BatchListener {
  /** Looks at nothing. */
  BatchListener NONE = _ -> {};

  void onBatch(DecidedBatch batch);
}
