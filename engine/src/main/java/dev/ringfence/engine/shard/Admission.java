package dev.ringfence.engine.shard;

/** What became of the attempt to put a command into a ring. */
public enum Admission {
  /** It will be answered. */
  ADMITTED,
  /** The ring is full: nothing was done, try again later. */
  FULL,
  /** The shard is recovering, paused, fenced or stopped: nothing was done. */
  NOT_SERVING,
  /** Too many of the shard's events wait to be published: nothing was done, try again later. */
  OUTBOX_FULL
}
