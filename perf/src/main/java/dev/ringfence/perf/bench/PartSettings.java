package dev.ringfence.perf.bench;

import java.time.Duration;
import java.util.List;

/**
 * How long the parts are measured.
 *
 * @param batches how many commands there are in a batch, at most
 * @param rounds of engine and loop, in turn
 * @param slice how long the engine has at a time
 * @param events to carry in a round
 * @param accounts to recover, each with an open reservation
 * @param kills how often the process that serves them is killed
 */
record PartSettings(
    List<Integer> batches, int rounds, Duration slice, int events, int accounts, int kills) {
  static final int ACCOUNTS = 1_000_000;

  PartSettings {
    batches = List.copyOf(batches);
  }

  /** A few seconds each, for the table. */
  static PartSettings quick() {
    return new PartSettings(
        List.of(16, 128, 1_024), 2, Duration.ofMillis(300), 100_000, ACCOUNTS, 1);
  }

  /** Long enough for figures that are the same the next time. */
  static PartSettings thorough(int accounts) {
    return new PartSettings(
        List.of(1, 16, 128, 1_024), 5, Duration.ofSeconds(2), 300_000, accounts, 4);
  }
}
