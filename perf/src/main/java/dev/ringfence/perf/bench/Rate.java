package dev.ringfence.perf.bench;

/**
 * How fast requests are planned.
 *
 * @param perSecond requests a second in open loop; 0 for as fast as answers come (closed loop)
 */
public record Rate(int perSecond) {
  static final Rate MAX = new Rate(0);
  private static final int LIMIT = 1_000_000;

  public Rate {
    if (perSecond < 0 || perSecond > LIMIT) {
      throw new IllegalArgumentException("a rate is \"max\" or a number from 1 to " + LIMIT);
    }
  }

  /** Reads {@code max} or a number a second. */
  public static Rate parse(String text) {
    if (text.equals("max")) {
      return MAX;
    }
    try {
      int perSecond = Integer.parseInt(text.replace("_", "").replace(",", ""));
      if (perSecond > 0) {
        return new Rate(perSecond);
      }
    } catch (NumberFormatException _) {
      // Told below, as for zero.
    }
    throw new IllegalArgumentException("a rate is \"max\" or a number from 1 to " + LIMIT);
  }

  boolean isMax() {
    return perSecond == 0;
  }

  @Override
  public String toString() {
    return isMax() ? "max" : "%,d/s".formatted(perSecond);
  }
}
