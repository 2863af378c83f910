package dev.ringfence.engine.domain;

/**
 * Exact amounts and quantities: a {@code long} counts units of 0.0001. On the wire they are decimal
 * strings with at most 18 digits, 4 of them after the point.
 */
public final class Amount {
  /** Units of one whole. */
  public static final long UNITS_PER_WHOLE = 10_000;

  /** The largest amount, 99,999,999,999,999.9999. */
  public static final long MAX = 999_999_999_999_999_999L;

  /** What {@link #parse} returns for anything that is not an amount. */
  public static final long INVALID = Long.MIN_VALUE;

  private static final int MAX_DIGITS = 18;
  private static final int MAX_DECIMALS = 4;
  private static final int MAX_LENGTH = MAX_DIGITS + 1;

  private Amount() {}

  /**
   * Reads a plain decimal such as {@code 150.25}: digits, and optionally a point followed by one to
   * four digits. No sign, exponent, grouping or white space. Length is checked before anything is
   * parsed.
   *
   * @return the units, or {@link #INVALID}
   */
  public static long parse(CharSequence text) {
    int length = text.length();
    if (length == 0 || length > MAX_LENGTH) {
      return INVALID;
    }
    long units = 0;
    int digits = 0;
    int point = -1;
    for (int index = 0; index < length; index++) {
      char character = text.charAt(index);
      if (character >= '0' && character <= '9') {
        units = units * 10 + (character - '0');
        digits++;
      } else if (character == '.' && point < 0 && digits > 0) {
        point = index;
      } else {
        return INVALID;
      }
    }
    int decimals = point < 0 ? 0 : length - point - 1;
    if (digits > MAX_DIGITS || decimals > MAX_DECIMALS || (point >= 0 && decimals == 0)) {
      return INVALID;
    }
    for (int missing = decimals; missing < MAX_DECIMALS; missing++) {
      // Asked first: a product that is too large may wrap around to one that is not.
      if (units > MAX / 10) {
        return INVALID;
      }
      units *= 10;
    }
    return units;
  }

  /** Writes units as a decimal without trailing zeros: {@code 150.25}, {@code -3}, {@code 0}. */
  public static String format(long units) {
    long magnitude = Math.abs(units);
    long whole = magnitude / UNITS_PER_WHOLE;
    long fraction = magnitude % UNITS_PER_WHOLE;
    if (fraction == 0) {
      return units < 0 ? "-" + whole : Long.toString(whole);
    }
    char[] decimals = new char[MAX_DECIMALS];
    for (int index = MAX_DECIMALS - 1; index >= 0; index--) {
      decimals[index] = (char) ('0' + fraction % 10);
      fraction /= 10;
    }
    int length = MAX_DECIMALS;
    while (decimals[length - 1] == '0') {
      length--;
    }
    return (units < 0 ? "-" : "") + whole + '.' + new String(decimals, 0, length);
  }
}
