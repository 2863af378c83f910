package dev.ringfence.perf.report;

import java.util.Arrays;

/** The middle of a few figures, and how far they spread. */
public record Median(double value, double lowest, double highest) {

  /** Of at least one figure. */
  public static Median of(double... figures) {
    if (figures.length == 0) {
      throw new IllegalArgumentException("there is no median of nothing");
    }
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double value =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Median(value, sorted[0], sorted[sorted.length - 1]);
  }
}
