package dev.ringfence.gateway.routing;

import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.shard.Admission;

/** Hands a command to the shard that owns its account. Never blocks. */
@FunctionalInterface
public interface CommandRouter {
  /**
   * Tries to put a command into the ring of the account's shard. Only if it is {@link
   * Admission#ADMITTED} was the writer called, and only then does its reply sink hear of it.
   */
  Admission tryPublish(long accountId, CommandWriter writer);
}
