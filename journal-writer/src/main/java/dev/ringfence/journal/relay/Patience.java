package dev.ringfence.journal.relay;

import java.util.concurrent.TimeUnit;

/**
 * How long a relay waits for the one that has the claim. A process that is stopped, or a machine
 * that is gone, may keep the claim for as long as its session lasts; so it counts only for as long
 * as its relay moves the cursor, or nothing waits to be sent (docs/adr/0020).
 */
final class Patience {
  /** Longer than PostgreSQL takes to find out that a machine is gone. */
  static final int LIMIT_SECONDS = 15;

  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
  private static final long UNKNOWN = -1;

  private long cursor = UNKNOWN;
  private long sinceNanos;
  private boolean over;

  /** Whether nobody else has moved the cursor for so long, though events wait. */
  boolean isOver(RelayProgress progress, long nowNanos) {
    if (progress.cursor() != cursor) {
      cursor = progress.cursor();
      sinceNanos = nowNanos;
      over = false;
    } else if (progress.lag() == 0) {
      sinceNanos = nowNanos;
    } else if (nowNanos - sinceNanos >= LIMIT_NANOS) {
      over = true;
    }
    return over;
  }

  /** The cursor was moved by the relay itself, which is no sign of another. */
  void moved(long to) {
    cursor = to;
  }

  /** The relay has the claim, or does not need it. */
  void end() {
    cursor = UNKNOWN;
    over = false;
  }
}
