package dev.ringfence.perf.report;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * The rounds of one server under one kind of load.
 *
 * @param target what the server is called
 * @param stages where the time went inside it, if it tells; else empty
 */
public record Series(String target, List<Round> rounds, List<Stage> stages) {

  public Series {
    rounds = List.copyOf(rounds);
    stages = List.copyOf(stages);
  }

  /** The median over the rounds: for rates, and for how far rounds spread. */
  public Median median(ToDoubleFunction<Round> figure) {
    return Median.of(rounds.stream().mapToDouble(figure).toArray());
  }

  /**
   * The percentile of all rounds' requests together, in milliseconds; not a number where nothing
   * was answered. A median of the rounds' percentiles would hide what stood still in less than half
   * of them.
   */
  public double latencyMillis(double percentile) {
    Histogram all = latency();
    return all.getTotalCount() == 0 ? Double.NaN : all.getValueAtPercentile(percentile) / 1e6;
  }

  /** All rounds in one histogram. */
  public Histogram latency() {
    Histogram sum = new Histogram(3);
    rounds.forEach(round -> sum.add(round.latency()));
    return sum;
  }

  /** Answers a second, per bucket of time since the start of a round: the median of the rounds. */
  public double[] timeline() {
    int buckets =
        rounds.stream().mapToInt(round -> round.answersPerBucket().size()).min().orElse(0);
    double[] perSecond = new double[buckets];
    for (int i = 0; i < buckets; i++) {
      int bucket = i;
      perSecond[i] =
          median(round -> round.answersPerBucket().get(bucket) * 1_000.0 / Round.BUCKET_MILLIS)
              .value();
    }
    return perSecond;
  }
}
