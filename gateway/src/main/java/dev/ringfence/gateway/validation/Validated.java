package dev.ringfence.gateway.validation;

import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.gateway.identity.Operation;
import java.util.List;

/** What validation makes of a request. */
public sealed interface Validated {
  /**
   * A command that the engine may take.
   *
   * @param operation what the caller must be allowed to do
   * @param accountId tells the shard
   * @param writer writes the command's content into a ring slot; times and the reply sink are the
   *     caller's to add
   */
  record Valid(Operation operation, long accountId, CommandWriter writer) implements Validated {}

  /** Every field that is wrong, in the order of the request. */
  record Invalid(List<Violation> violations) implements Validated {
    public Invalid {
      violations = List.copyOf(violations);
    }
  }
}
