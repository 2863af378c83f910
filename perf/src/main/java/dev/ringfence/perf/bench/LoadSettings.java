package dev.ringfence.perf.bench;

import java.time.Duration;

/**
 * What holds for all scenarios of a run.
 *
 * @param firstWarmup how long each server is under load before the first round of all, opening its
 *     accounts included: by then both sides are to be compiled
 * @param warmup before the first round of each load that follows
 * @param inFlight unanswered requests per connection, at most
 */
record LoadSettings(
    int accounts,
    Duration duration,
    Duration firstWarmup,
    Duration warmup,
    int rounds,
    int connections,
    int inFlight,
    long seed) {

  LoadSettings {
    require(accounts > 0 && accounts <= 1_000_000, "--accounts must be 1 to 1,000,000");
    require(duration.toMillis() >= 100, "--duration must be at least 100ms");
    require(duration.toHours() < 24, "--duration must be less than a day");
    require(!firstWarmup.isNegative(), "--first-warmup must not be negative");
    require(!warmup.isNegative(), "--warmup must not be negative");
    require(rounds > 0 && rounds <= 100, "--rounds must be 1 to 100");
    require(connections > 0 && connections <= 256, "--connections must be 1 to 256");
    require(inFlight > 0 && inFlight <= 65_536, "--in-flight must be 1 to 65,536");
  }

  LoadSettings withAccounts(int count) {
    return new LoadSettings(
        count, duration, firstWarmup, warmup, rounds, connections, inFlight, seed);
  }

  LoadSettings withDuration(Duration other) {
    return new LoadSettings(
        accounts, other, firstWarmup, warmup, rounds, connections, inFlight, seed);
  }

  LoadSettings withInFlight(int most) {
    return new LoadSettings(
        accounts, duration, firstWarmup, warmup, rounds, connections, most, seed);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
