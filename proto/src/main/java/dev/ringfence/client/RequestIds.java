package dev.ringfence.client;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Ids that nobody else makes: random for each client, counted within it. */
final class RequestIds {
  private static final int RANDOM_BITS = 128;

  private final String prefix =
      new BigInteger(RANDOM_BITS, new SecureRandom()).toString(Character.MAX_RADIX) + "-";
  private final AtomicLong count = new AtomicLong();

  String next() {
    return prefix + count.incrementAndGet();
  }
}
