package dev.ringfence.client;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.Reason;

/** What became of a command. There are three answers, and never a fourth. */
public sealed interface Answer {
  /** The command's request id; empty for a read. */
  String requestId();

  /**
   * The effect is durable; of a read: it was found.
   *
   * @param requestId the command's id
   * @param result how things stand after it
   */
  record Accepted(String requestId, CommandResult result) implements Answer {}

  /**
   * There was no effect; a retry with this id has none either, for as long as the shard remembers
   * the refusal (docs/outcomes.md). Of a read: it was not found.
   *
   * @param requestId the command's id
   * @param result how things stand
   */
  record Rejected(String requestId, CommandResult result) implements Answer {
    /** Why; docs/outcomes.md says what to do about each. */
    public Reason reason() {
      return result.getReason();
    }
  }

  /**
   * It could not be learnt in time whether it was done. Never take it for a "no": ask again later,
   * with the same request id or with {@code getOutcome}. A request that was sent without an id has
   * none still: set this one, or it is another command.
   *
   * @param requestId the command's id
   * @param cause what stood in the way, for people
   */
  record Unknown(String requestId, String cause) implements Answer {}

  /** The answer that a result is; one that this client does not know is no "no". */
  static Answer of(String requestId, CommandResult result) {
    return switch (result.getOutcome()) {
      case OUTCOME_ACCEPTED -> new Accepted(requestId, result);
      case OUTCOME_REJECTED -> new Rejected(requestId, result);
      case OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
          new Unknown(requestId, "The server gave an answer that this client does not know");
    };
  }

  /** Whether the effect is known to be durable. */
  default boolean isAccepted() {
    return this instanceof Accepted;
  }
}
