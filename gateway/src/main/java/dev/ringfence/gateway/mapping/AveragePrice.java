package dev.ringfence.gateway.mapping;

import dev.ringfence.engine.domain.Amount;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Cost divided by units: exact arithmetic, rounded half up to 4 decimals once, at the end. */
final class AveragePrice {
  /** Up to here the cost can be scaled within a {@code long}. */
  private static final long SCALABLE_COST = Long.MAX_VALUE / Amount.UNITS_PER_WHOLE;

  private static final int DECIMALS = 4;

  private AveragePrice() {}

  /** The price as a decimal; empty when there are no units. */
  static String format(long cost, long units) {
    if (units == 0) {
      return "";
    }
    if (cost > SCALABLE_COST) {
      return BigDecimal.valueOf(cost)
          .divide(BigDecimal.valueOf(units), DECIMALS, RoundingMode.HALF_UP)
          .stripTrailingZeros()
          .toPlainString();
    }
    long scaled = cost * Amount.UNITS_PER_WHOLE;
    long quotient = scaled / units;
    long remainder = scaled % units;
    boolean up = remainder >= units - remainder;
    return Amount.format(up ? quotient + 1 : quotient);
  }
}
