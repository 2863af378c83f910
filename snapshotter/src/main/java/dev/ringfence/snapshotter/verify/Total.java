package dev.ringfence.snapshotter.verify;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * An exact sum of amounts, of 128 bits: all the money there is may be more than one row can hold.
 */
final class Total {
  private static final int DECIMALS = 4;

  private long high;
  private long low;

  void add(long units) {
    long sum = low + units;
    long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
    high += (units < 0 ? -1 : 0) + carry;
    low = sum;
  }

  boolean isSameAs(Total other) {
    return high == other.high && low == other.low;
  }

  @Override
  public String toString() {
    BigInteger units =
        BigInteger.valueOf(high)
            .shiftLeft(Long.SIZE)
            .add(new BigInteger(Long.toUnsignedString(low)));
    return new BigDecimal(units, DECIMALS).stripTrailingZeros().toPlainString();
  }
}
