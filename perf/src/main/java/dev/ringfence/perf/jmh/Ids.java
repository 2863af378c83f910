package dev.ringfence.perf.jmh;

import dev.ringfence.engine.domain.Text;

/** Writes ids of 36 characters that look like UUIDs, one for each number, without garbage. */
public final class Ids {
  private static final byte[] DIGITS = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final String ZERO = "0f8fad5b-d9cb-469f-a165-000000000000";
  private static final int LENGTH = ZERO.length();
  private static final int FIRST_COUNTED = LENGTH - 12;

  private final byte[] id = new byte[LENGTH];

  public Ids() {
    Text.of(ZERO).copyTo(id, 0);
  }

  /** The id of a number. */
  public void write(long number, Text target) {
    long rest = number;
    for (int index = LENGTH - 1; index >= FIRST_COUNTED; index--) {
      id[index] = DIGITS[(int) (rest & 0xF)];
      rest >>>= 4;
    }
    target.set(id, 0, LENGTH);
  }
}
