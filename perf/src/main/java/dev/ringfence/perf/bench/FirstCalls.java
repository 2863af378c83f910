package dev.ringfence.perf.bench;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.perf.report.Round;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;

/** The calls before a round that belong to it: no colder ones are ever made. */
final class FirstCalls implements RoundTimes {
  private final AtomicHistogram latency = Measurements.histogram();

  @Override
  public void answered(Exchange exchange, CommandResult result, long nowNanos) {
    Measurements.record(latency, exchange.plannedNanos(), nowNanos);
  }

  @Override
  public void shed(Exchange exchange, long nowNanos) {}

  /** The round with their latencies among its own. */
  Round before(Round round) {
    Histogram all = new Histogram(3);
    all.add(latency);
    all.add(round.latency());
    return round.withLatency(all);
  }
}
