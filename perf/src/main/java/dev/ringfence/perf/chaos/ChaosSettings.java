package dev.ringfence.perf.chaos;

import java.time.Duration;

/**
 * What holds for a run.
 *
 * @param duration of the whole, at most
 * @param kills after how many killed processes it ends; 0 for as many as fit into the duration
 * @param round after how long everything is healed and compared
 * @param perSecond how many new requests the clients send a second
 * @param accounts of each round
 * @param kafkaAway how long the broker is away at first, with Redis flushed meanwhile; 0: not
 * @param ingress whether fills and payments come out of Kafka, too
 * @param intruderAway how long he who joins the ingress's group stays away in between
 */
record ChaosSettings(
    long seed,
    Duration duration,
    int kills,
    Duration round,
    int perSecond,
    int accounts,
    Duration kafkaAway,
    boolean ingress,
    Duration intruderAway) {
  static final Duration USUAL_AWAY = Duration.ofSeconds(10);
  static final int SHARDS = 2;

  ChaosSettings {
    require(kills >= 0, "--kills must not be negative");
    require(duration.toSeconds() >= 5, "--duration must be at least 5s");
    require(round.toSeconds() >= 5, "--round must be at least 5s");
    require(perSecond > 0 && perSecond <= 20_000, "--rate must be 1 to 20,000");
    require(accounts > 0 && accounts <= 100_000, "--accounts must be 1 to 100,000");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
