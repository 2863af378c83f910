package dev.ringfence.perf.chaos;

/**
 * What a fault befalls; it has one fault at a time. The owner is the engine that has more of the
 * shards when a step begins.
 */
enum Target {
  OWNER_ENGINE,
  OTHER_ENGINE,
  OWNER_LINK,
  OTHER_LINK,
  POSTGRES,
  KAFKA,
  REDIS,
  CLIENTS
}
