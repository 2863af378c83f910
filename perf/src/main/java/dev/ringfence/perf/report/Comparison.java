package dev.ringfence.perf.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One kind of load on one or several servers, in turn.
 *
 * @param name short, for file names and JSON
 * @param title for people
 * @param openLoop whether requests were planned ahead, so that the rate says little and the latency
 *     all
 * @param method how it was measured, in words
 * @param series the first is the one that is compared with the others
 */
public record Comparison(
    String name, String title, boolean openLoop, String method, List<Series> series) {

  public Comparison {
    series = List.copyOf(series);
  }

  /** The one that the others are compared with. */
  public Series first() {
    return series.getFirst();
  }

  /** Round by round, how many times the first one's figure is this rival's; the median of that. */
  public Median ratio(Series rival, ToDoubleFunction<Round> figure) {
    int rounds = Math.min(first().rounds().size(), rival.rounds().size());
    double[] ratios = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      ratios[i] =
          figure.applyAsDouble(first().rounds().get(i))
              / figure.applyAsDouble(rival.rounds().get(i));
    }
    return Median.of(ratios);
  }
}
