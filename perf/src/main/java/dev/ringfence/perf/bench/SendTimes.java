package dev.ringfence.perf.bench;

import dev.ringfence.api.v1.CommandResult;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.AtomicHistogram;

/** How long answers took from when requests were really sent, apart from what was shed. */
final class SendTimes implements RoundTimes {
  private final AtomicHistogram answered = new AtomicHistogram(Measurements.HIGHEST_NANOS, 3);
  private final AtomicHistogram shed = new AtomicHistogram(Measurements.HIGHEST_NANOS, 3);

  @Override
  public void answered(Exchange exchange, CommandResult result, long nowNanos) {
    answered.recordValue(
        Math.clamp(nowNanos - exchange.sentNanos(), 0, Measurements.HIGHEST_NANOS));
  }

  @Override
  public void shed(Exchange exchange, long nowNanos) {
    shed.recordValue(Math.clamp(nowNanos - exchange.sentNanos(), 0, Measurements.HIGHEST_NANOS));
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
