package dev.ringfence.perf.chaos;

import java.util.List;

/**
 * What a fault befalls; it has one fault at a time. The owner is the engine that has more of the
 * shards when a step begins.
 */
enum Target {
  OWNER_ENGINE,
  OTHER_ENGINE,
  OWNER_POSTGRES_LINK,
  OTHER_POSTGRES_LINK,
  OWNER_KAFKA_LINK,
  OTHER_KAFKA_LINK,
  OWNER_REDIS_LINK,
  OTHER_REDIS_LINK,
  OWNER_CLIENT_LINK,
  OTHER_CLIENT_LINK,
  POSTGRES,
  KAFKA,
  REDIS,
  CLIENTS;

  /** All connections of an engine of one kind; what commands need the most comes more often. */
  static final List<Target> LINKS =
      List.of(
          OWNER_POSTGRES_LINK,
          OWNER_POSTGRES_LINK,
          OWNER_POSTGRES_LINK,
          OTHER_POSTGRES_LINK,
          OWNER_CLIENT_LINK,
          OWNER_CLIENT_LINK,
          OTHER_CLIENT_LINK,
          OWNER_KAFKA_LINK,
          OTHER_KAFKA_LINK,
          OWNER_REDIS_LINK,
          OTHER_REDIS_LINK);

  boolean isOfOwner() {
    return switch (this) {
      case OWNER_ENGINE,
          OWNER_POSTGRES_LINK,
          OWNER_KAFKA_LINK,
          OWNER_REDIS_LINK,
          OWNER_CLIENT_LINK ->
          true;
      case OTHER_ENGINE,
          OTHER_POSTGRES_LINK,
          OTHER_KAFKA_LINK,
          OTHER_REDIS_LINK,
          OTHER_CLIENT_LINK,
          POSTGRES,
          KAFKA,
          REDIS,
          CLIENTS ->
          false;
    };
  }

  /** Whether shards can be served without it. */
  boolean isBehindTheCommit() {
    return switch (this) {
      case OWNER_KAFKA_LINK, OTHER_KAFKA_LINK, OWNER_REDIS_LINK, OTHER_REDIS_LINK, KAFKA, REDIS ->
          true;
      case OWNER_ENGINE,
          OTHER_ENGINE,
          OWNER_POSTGRES_LINK,
          OTHER_POSTGRES_LINK,
          OWNER_CLIENT_LINK,
          OTHER_CLIENT_LINK,
          POSTGRES,
          CLIENTS ->
          false;
    };
  }
}
