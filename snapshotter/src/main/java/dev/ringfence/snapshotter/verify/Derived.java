package dev.ringfence.snapshotter.verify;

import dev.ringfence.journal.relay.Topics;
import java.util.Map;
import java.util.Optional;

/**
 * What is derived from PostgreSQL, and to be compared with it.
 *
 * @param kafka where the brokers of the events are, and how to log in; a Kafka client's settings
 * @param topic where the events are
 * @param redis where the projection is
 * @param catchUpMillis how long a key in Redis may take to come up to what PostgreSQL had when it
 *     was looked at
 */
public record Derived(
    Optional<Map<String, Object>> kafka, String topic, Optional<String> redis, int catchUpMillis) {
  public static final int DEFAULT_CATCH_UP_MILLIS = 10_000;

  /** PostgreSQL alone. */
  public static final Derived NONE = of(Optional.empty(), Optional.empty());

  /** What a node of ours writes. */
  public static Derived of(Optional<Map<String, Object>> kafka, Optional<String> redis) {
    return new Derived(kafka, Topics.ACCOUNT_EVENTS, redis, DEFAULT_CATCH_UP_MILLIS);
  }

  public Derived {
    if (catchUpMillis < 0) {
      throw new IllegalArgumentException("catchUpMillis must not be negative: " + catchUpMillis);
    }
  }
}
