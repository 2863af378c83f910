package dev.ringfence.engine.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Cost divided by units: exact arithmetic, rounded half up to 4 decimals once, at the end. */
public final class AveragePrice {
  /** Up to here the cost can be scaled within a {@code long}. */
  private static final long SCALABLE_COST = Long.MAX_VALUE / Amount.UNITS_PER_WHOLE;

  private static final int DECIMALS = 4;

  private AveragePrice() {}

  /** The price as a decimal; empty when there are no units. */
  public static String format(long cost, long units) {
    if (units == 0) {
      return "";
    }
    if (!isAmount(cost)) {
      return BigDecimal.valueOf(cost)
          .divide(BigDecimal.valueOf(units), DECIMALS, RoundingMode.HALF_UP)
          .stripTrailingZeros()
          .toPlainString();
    }
    return Amount.format(amount(cost, units));
  }

  /** Whether the price is an amount whatever the units, which takes no garbage to compute. */
  public static boolean isAmount(long cost) {
    return cost <= SCALABLE_COST;
  }

  /** The price as an amount, where it is one; there are units. */
  public static long amount(long cost, long units) {
    long scaled = Math.multiplyExact(cost, Amount.UNITS_PER_WHOLE);
    long quotient = scaled / units;
    long remainder = scaled % units;
    return remainder >= units - remainder ? quotient + 1 : quotient;
  }
}
