package dev.ringfence.perf.bench;

import java.util.Arrays;

/** Index i has the weight 1 / (i + 1). */
final class ZipfDistribution {
  private final double[] cumulative;

  ZipfDistribution(int size) {
    cumulative = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += 1.0 / (i + 1);
      cumulative[i] = sum;
    }
    for (int i = 0; i < size; i++) {
      cumulative[i] /= sum;
    }
  }

  double probability(int index) {
    return index == 0 ? cumulative[0] : cumulative[index] - cumulative[index - 1];
  }

  /** The index that a uniform number from [0, 1) falls on. */
  int indexAt(double uniform) {
    int found = Arrays.binarySearch(cumulative, uniform);
    int index = found >= 0 ? found + 1 : -found - 1;
    return Math.min(index, cumulative.length - 1);
  }
}
