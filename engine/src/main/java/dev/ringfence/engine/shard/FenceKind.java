package dev.ringfence.engine.shard;

/** What may be done about a shard that was fenced. */
public enum FenceKind {
  /**
   * It may be taken again, and rebuilt from what is durable: another owner has it, the fate of a
   * batch could not be learnt in time, or something threw.
   */
  RETAKE,
  /**
   * It must not serve until a person has looked: acknowledged work is missing, or what it writes is
   * not understood. To take it again would serve a forked history, or fail in the same way.
   */
  HALT
}
