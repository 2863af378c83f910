package dev.ringfence.perf.chaos;

/** What a fault befalls; it has one fault at a time. */
enum Target {
  FIRST_ENGINE,
  SECOND_ENGINE,
  FIRST_LINK,
  SECOND_LINK,
  POSTGRES,
  KAFKA,
  REDIS,
  CLIENTS
}
