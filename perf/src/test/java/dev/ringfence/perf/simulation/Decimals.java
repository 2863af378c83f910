package dev.ringfence.perf.simulation;

import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.model.Told;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Amounts as PostgreSQL would print them. */
final class Decimals {
  private static final int PRICE_DECIMALS = 4;

  private Decimals() {}

  static boolean same(BigDecimal amount, long units) {
    return amount.compareTo(Told.decimal(units)) == 0;
  }

  static String plain(long units) {
    return Told.decimal(units).stripTrailingZeros().toPlainString();
  }

  static String currency(long packed) {
    return CurrencyCode.format(packed);
  }

  static String price(long cost, long units) {
    if (units == 0) {
      return "";
    }
    BigDecimal price =
        Told.decimal(cost).divide(Told.decimal(units), PRICE_DECIMALS, RoundingMode.HALF_UP);
    return price.stripTrailingZeros().toPlainString();
  }
}
