package dev.ringfence.gateway.kafka;

import dev.ringfence.gateway.validation.Validated;

/** What came of reading a record's bytes. */
sealed interface Reading {
  /** A command that the engine may take. */
  record Understood(Validated.Valid command) implements Reading {}

  /**
   * Nothing that can ever be processed.
   *
   * @param reason why, for people; never repeats what was sent
   */
  record Unreadable(String reason) implements Reading {}
}
