package dev.ringfence.perf.bench;

import dev.ringfence.api.v1.CommandResult;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.AtomicHistogram;

/** How long answers took from when requests were really sent, apart from what was shed. */
final class SendTimes implements RoundTimes {
  private final AtomicHistogram answered = Measurements.histogram();
  private final AtomicHistogram shed = Measurements.histogram();

  @Override
  public void answered(Exchange exchange, CommandResult result, long nowNanos) {
    Measurements.record(answered, exchange.sentNanos(), nowNanos);
  }

  @Override
  public void shed(Exchange exchange, long nowNanos) {
    Measurements.record(shed, exchange.sentNanos(), nowNanos);
  }

  double answeredMillis(double percentile) {
    return millis(answered, percentile);
  }

  double shedMillis(double percentile) {
    return millis(shed, percentile);
  }

  private static double millis(AbstractHistogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1e6;
  }
}
