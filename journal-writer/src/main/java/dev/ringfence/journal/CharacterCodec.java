package dev.ringfence.journal;

import dev.ringfence.engine.domain.Amount;

/** Writes numbers and codes as ASCII characters, with no garbage. */
final class CharacterCodec {
  private static final int DECIMALS = 4;
  private static final int RADIX = 10;

  private CharacterCodec() {}

  /** As {@link Amount#format}. */
  static void putAmount(WireBuffer buffer, long units) {
    if (units < 0) {
      buffer.putByte('-');
    }
    long magnitude = Math.abs(units);
    putNumber(buffer, magnitude / Amount.UNITS_PER_WHOLE);
    int fraction = (int) (magnitude % Amount.UNITS_PER_WHOLE);
    if (fraction == 0) {
      return;
    }
    buffer.putByte('.');
    int divisor = (int) Amount.UNITS_PER_WHOLE;
    for (int digit = 0; digit < DECIMALS && fraction != 0; digit++) {
      divisor /= RADIX;
      buffer.putByte('0' + fraction / divisor);
      fraction %= divisor;
    }
  }

  /** A number that is not negative. */
  static void putNumber(WireBuffer buffer, long number) {
    int digits = 1;
    for (long rest = number / RADIX; rest != 0; rest /= RADIX) {
      digits++;
    }
    int position = buffer.skip(digits) + digits;
    long rest = number;
    for (int digit = 0; digit < digits; digit++) {
      position--;
      buffer.setByte(position, (int) ('0' + rest % RADIX));
      rest /= RADIX;
    }
  }

  /** As {@link dev.ringfence.engine.domain.CurrencyCode#format}. */
  static void putCurrency(WireBuffer buffer, long packed) {
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      int character = (int) (packed >>> shift & 0xFF);
      if (character != 0) {
        buffer.putByte(character);
      }
    }
  }
}
