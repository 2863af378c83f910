package dev.ringfence.engine.testing;

/**
 * Where a randomised test begins: at the same place every time, so that whether a change passes is
 * not a matter of luck. {@code -Dringfence.seed=random} begins anywhere, {@code -Dringfence.seed=N}
 * repeats what failed.
 */
public final class TestSeed {
  private static final String PROPERTY = "ringfence.seed";
  private static final String FIXED = "20261121";

  private TestSeed() {}

  public static long get() {
    String asked = System.getProperty(PROPERTY, FIXED);
    // Short enough to be typed again.
    return asked.equals("random") ? System.nanoTime() & 0xFFFF_FFFFL : Long.parseLong(asked);
  }
}
