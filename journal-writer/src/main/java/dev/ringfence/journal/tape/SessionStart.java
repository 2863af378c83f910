package dev.ringfence.journal.tape;

/**
 * Where a shard begins, with a memory that was just read from PostgreSQL, after whoever wrote the
 * shard before was fenced. It tells what became of a batch whose commit nobody lived to see.
 *
 * @param epoch under which it writes
 * @param batchNumber the last batch that is durable
 * @param sequence of its last effect
 * @param timeMillis of that batch
 * @param rememberedFrom the sequence from which on it remembers what was accepted and what ended; 1
 *     for all of it
 */
public record SessionStart(
    long epoch, long batchNumber, long sequence, long timeMillis, long rememberedFrom) {
  /** Nothing was ever written. */
  public static final SessionStart EMPTY = new SessionStart(0, 0, 0, 0, 1);
}
