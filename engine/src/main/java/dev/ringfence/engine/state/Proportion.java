package dev.ringfence.engine.state;

/** Shares of amounts, exact to the last unit. */
final class Proportion {
  private static final long LOW_HALF = 0xFFFF_FFFFL;

  private Proportion() {}

  /**
   * {@code total * part / whole}, rounded half up, with a product of 128 bits.
   *
   * @param total at least 0
   * @param part from 0 to {@code whole}
   * @param whole greater than 0 and at most 2^62
   */
  static long of(long total, long part, long whole) {
    if (total < 0 || part < 0 || part > whole || whole <= 0 || whole > 1L << 62) {
      throw new IllegalArgumentException("No share of " + total + " for " + part + " of " + whole);
    }
    long high = Math.multiplyHigh(total, part);
    long low = total * part;
    long quotient = high == 0 ? Long.divideUnsigned(low, whole) : divide(high, low, whole);
    long remainder = low - quotient * whole;
    return remainder >= whole - remainder ? quotient + 1 : quotient;
  }

  /** Divides 128 bits by 63, in two digits of 32 bits (Knuth, volume 2, 4.3.1 D). */
  private static long divide(long high, long low, long divisor) {
    int shift = Long.numberOfLeadingZeros(divisor);
    long normal = divisor << shift;
    long normalHigh = normal >>> 32;
    long normalLow = normal & LOW_HALF;
    long upper = (high << shift) | ((low >>> 1) >>> (63 - shift));
    long lower = low << shift;

    long first = digit(upper, lower >>> 32, normalHigh, normalLow);
    long rest = ((upper << 32) | (lower >>> 32)) - first * normal;
    long second = digit(rest, lower & LOW_HALF, normalHigh, normalLow);
    return (first << 32) | second;
  }

  private static long digit(long upper, long next, long normalHigh, long normalLow) {
    long guess = Long.divideUnsigned(upper, normalHigh);
    long rest = upper - guess * normalHigh;
    while (guess > LOW_HALF || Long.compareUnsigned(guess * normalLow, (rest << 32) | next) > 0) {
      guess--;
      rest += normalHigh;
      if (rest > LOW_HALF) {
        break;
      }
    }
    return guess;
  }
}
