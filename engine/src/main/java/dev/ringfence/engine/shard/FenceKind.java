package dev.ringfence.engine.shard;

/** What may be done about a shard that was fenced. */
public enum FenceKind {
  /**
   * It may be taken again, and rebuilt from what is durable: a batch found that another owner has
   * it, the fate of a batch could not be learnt in time, or something threw.
   */
  RETAKE,
  /**
   * It may be taken again when its new owner lets it go, whom a heartbeat found while no batch was
   * under way: nobody is left in doubt of anything.
   */
  YIELD,
  /**
   * It must not serve until a person has looked: acknowledged work is missing, or what it writes is
   * not understood. To take it again would serve a forked history, or fail in the same way.
   */
  HALT
}
