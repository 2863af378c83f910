package dev.ringfence.journal;

/**
 * How long a commit waits for PostgreSQL.
 *
 * @param commitDeadlineMillis when a batch whose fate can't be learnt is given up and the shard is
 *     fenced; a last attempt that is under way then may take its own time limits longer
 * @param minBackoffMillis the first pause between two attempts to connect, before jitter
 * @param maxBackoffMillis the longest
 */
public record JournalConfig(int commitDeadlineMillis, int minBackoffMillis, int maxBackoffMillis) {
  public static final JournalConfig DEFAULT = new JournalConfig(30_000, 20, 1_000);

  public JournalConfig {
    if (commitDeadlineMillis <= 0) {
      throw new IllegalArgumentException(
          "commitDeadlineMillis must be at least 1, not " + commitDeadlineMillis);
    }
    if (minBackoffMillis <= 0 || maxBackoffMillis < minBackoffMillis) {
      throw new IllegalArgumentException(
          "minBackoffMillis must be at least 1, and maxBackoffMillis not less, but they are "
              + minBackoffMillis
              + " and "
              + maxBackoffMillis);
    }
  }
}
