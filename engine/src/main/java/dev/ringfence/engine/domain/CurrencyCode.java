package dev.ringfence.engine.domain;

/** A currency of 1 to 8 upper-case letters or digits, packed into a {@code long}; 0 is none. */
public final class CurrencyCode {
  /** No currency. */
  public static final long NONE = 0;

  private static final int MAX_LENGTH = 8;

  private CurrencyCode() {}

  /** The packed code, or {@link #NONE} for anything that is not a currency. */
  public static long parse(CharSequence characters) {
    int length = characters.length();
    if (length == 0 || length > MAX_LENGTH) {
      return NONE;
    }
    long packed = 0;
    for (int index = 0; index < length; index++) {
      char character = characters.charAt(index);
      boolean allowed =
          (character >= 'A' && character <= 'Z') || (character >= '0' && character <= '9');
      if (!allowed) {
        return NONE;
      }
      packed = packed << 8 | character;
    }
    return packed;
  }

  public static String format(long packed) {
    StringBuilder characters = new StringBuilder(MAX_LENGTH);
    for (int shift = 56; shift >= 0; shift -= 8) {
      char character = (char) ((packed >>> shift) & 0xFF);
      if (character != 0) {
        characters.append(character);
      }
    }
    return characters.toString();
  }
}
