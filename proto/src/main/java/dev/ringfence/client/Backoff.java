package dev.ringfence.client;

import java.util.concurrent.ThreadLocalRandom;

/** Waits that double from one retry to the next, spread so that clients don't come back as one. */
final class Backoff {
  private static final int MOST_DOUBLINGS = 20;

  private final long firstMillis;
  private final long longestMillis;

  Backoff(ClientConfig config) {
    // Zero doubled is still zero.
    firstMillis = Math.max(1, config.firstBackoff().toMillis());
    longestMillis = config.longestBackoff().toMillis();
  }

  /**
   * At least what the server asks for; else between half of the wait and the whole of it. What a
   * server asks, it asks of everybody at once, so that is spread, too.
   */
  long delayMillis(int attempt, long askedMillis) {
    long doubled = firstMillis << Math.min(attempt, MOST_DOUBLINGS);
    long whole = Math.max(1, Math.min(longestMillis, doubled));
    long wait = Math.max(whole / 2, askedMillis);
    long spread = Math.max(whole, askedMillis) / 2;
    return wait + ThreadLocalRandom.current().nextLong(spread + 1);
  }
}
