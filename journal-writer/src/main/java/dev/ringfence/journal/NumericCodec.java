package dev.ringfence.journal;

import java.math.BigDecimal;

/**
 * PostgreSQL's binary format of NUMERIC with four decimals: digits to the base of 10,000, of which
 * the last is exactly what stands behind the point.
 */
public final class NumericCodec {
  private static final int BASE = 10_000;
  private static final int DECIMALS = 4;
  private static final int NEGATIVE = 0x4000;
  private static final int HEADER_BYTES = 4 * Short.BYTES;

  private NumericCodec() {}

  /** Writes length and value. */
  static void put(WireBuffer buffer, long units) {
    int digits = countDigits(units);
    buffer.putInt(HEADER_BYTES + digits * Short.BYTES);
    buffer.putShort(digits);
    buffer.putShort(digits - 2);
    buffer.putShort(units < 0 ? NEGATIVE : 0);
    buffer.putShort(DECIMALS);
    long divisor = 1;
    for (int digit = 1; digit < digits; digit++) {
      divisor *= BASE;
    }
    for (int digit = 0; digit < digits; digit++) {
      buffer.putShort((int) Math.abs(units / divisor % BASE));
      divisor /= BASE;
    }
  }

  /** Exact units of a value read from a NUMERIC(18,4) column. */
  public static long toUnits(BigDecimal value) {
    return value.movePointRight(DECIMALS).longValueExact();
  }

  private static int countDigits(long units) {
    int digits = 0;
    for (long rest = units; rest != 0; rest /= BASE) {
      digits++;
    }
    return digits;
  }
}
