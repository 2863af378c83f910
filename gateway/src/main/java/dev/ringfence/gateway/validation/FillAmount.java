package dev.ringfence.gateway.validation;

import dev.ringfence.engine.domain.Amount;
import java.math.BigInteger;

/** The cash of a fill that names only price and quantity: their product, exact or not at all. */
final class FillAmount {
  private static final BigInteger UNITS_PER_WHOLE = BigInteger.valueOf(Amount.UNITS_PER_WHOLE);

  /** A product that needs more than 4 decimals. */
  static final long INEXACT = -1;

  /** A product above the largest amount. */
  static final long TOO_LARGE = -2;

  private FillAmount() {}

  /** The units of price × quantity, or {@link #INEXACT}, or {@link #TOO_LARGE}. */
  static long multiply(long price, long quantity) {
    if (Math.multiplyHigh(price, quantity) == 0 && price * quantity >= 0) {
      long product = price * quantity;
      return product % Amount.UNITS_PER_WHOLE == 0 ? product / Amount.UNITS_PER_WHOLE : INEXACT;
    }
    BigInteger[] amount =
        BigInteger.valueOf(price)
            .multiply(BigInteger.valueOf(quantity))
            .divideAndRemainder(UNITS_PER_WHOLE);
    if (amount[0].bitLength() >= Long.SIZE || amount[0].longValue() > Amount.MAX) {
      return TOO_LARGE;
    }
    return amount[1].signum() == 0 ? amount[0].longValue() : INEXACT;
  }
}
