package dev.ringfence.perf.bench;

import dev.ringfence.api.v1.CommandResult;

/** Is told of the answers of a round, on network threads. */
interface RoundTimes {
  /** Not interested. */
  RoundTimes NONE =
      new RoundTimes() {
        @Override
        public void answered(Exchange exchange, CommandResult result, long nowNanos) {}

        @Override
        public void shed(Exchange exchange, long nowNanos) {}
      };

  /** It was accepted or refused. */
  void answered(Exchange exchange, CommandResult result, long nowNanos);

  /** There was no room for it. */
  void shed(Exchange exchange, long nowNanos);
}
