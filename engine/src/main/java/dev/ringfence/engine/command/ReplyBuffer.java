package dev.ringfence.engine.command;

/** Holds answers of one or many sinks back, to hand them on together. */
public interface ReplyBuffer {
  /**
   * No more answers come for now: hand on what is held. Called on the shard's thread, at the end of
   * every batch that had answers for it; must neither block nor throw.
   */
  void flush();
}
