package dev.ringfence.perf.report;

import com.google.errorprone.annotations.FormatMethod;
import java.util.Locale;

/** How numbers are written for people. */
public final class Figures {
  /** In the place of a figure that there is not. */
  private static final String NONE = "–";

  private Figures() {}

  /** {@code 31,200/s}. */
  public static String rate(double perSecond) {
    if (!Double.isFinite(perSecond)) {
      return NONE;
    }
    return perSecond < 100
        ? format("%.1f/s", perSecond)
        : format("%,d/s", Math.round(perSecond / step(perSecond)) * step(perSecond));
  }

  /** {@code 0.55 ms}, {@code 47 ms}, {@code 1.2 s}. */
  public static String millis(double millis) {
    if (!Double.isFinite(millis)) {
      return NONE;
    }
    if (millis >= 1_000) {
      return format("%.1f s", millis / 1_000);
    }
    if (millis >= 100) {
      return format("%.0f ms", millis);
    }
    return millis >= 10 ? format("%.1f ms", millis) : format("%.2f ms", millis);
  }

  /** {@code 24 ×}, {@code 1.4 ×}. */
  public static String times(double ratio) {
    if (!Double.isFinite(ratio)) {
      return NONE;
    }
    return ratio >= 10 ? format("%.0f ×", ratio) : format("%.1f ×", ratio);
  }

  @FormatMethod
  static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static long step(double perSecond) {
    return perSecond >= 10_000 ? 100 : perSecond >= 1_000 ? 10 : 1;
  }
}
