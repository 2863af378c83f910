package dev.ringfence.client;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids that nobody else makes: random for each client, counted within it. They sort in the order in
 * which they were made, which the server's ledger is quicker to write.
 */
final class RequestIds {
  private static final int RANDOM_BITS = 128;

  /** Enough for a million a second through 89 years. */
  private static final int COUNT_DIGITS = 10;

  private final String prefix =
      new BigInteger(RANDOM_BITS, new SecureRandom()).toString(Character.MAX_RADIX) + "-";
  private final AtomicLong count = new AtomicLong();

  String next() {
    String digits = Long.toString(count.incrementAndGet(), Character.MAX_RADIX);
    return prefix + "0".repeat(Math.max(0, COUNT_DIGITS - digits.length())) + digits;
  }
}
