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

  /** The median over the rounds. */
  public Median median(ToDoubleFunction<Round> figure) {
    return Median.of(rounds.stream().mapToDouble(figure).toArray());
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
