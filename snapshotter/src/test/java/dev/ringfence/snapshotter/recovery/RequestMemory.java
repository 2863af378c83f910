package dev.ringfence.snapshotter.recovery;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.state.Decider;
import java.util.List;

/** Asks recovered shards what they remember, as a caller would. */
public final class RequestMemory {
  private final List<RecoveredShard> shards;
  private final Decider decider = new Decider();
  private final Command command = new Command();
  private final Effect effect = new Effect();

  public RequestMemory(List<RecoveredShard> shards) {
    this.shards = shards;
  }

  /** Whether the shard would look the request up before it refuses it. */
  boolean doubts(long accountId, String requestId) {
    return ask(accountId, requestId).state().mayHaveAccepted(command);
  }

  private RecoveredShard ask(long accountId, String requestId) {
    command.clear();
    command.type(CommandType.GET_OUTCOME).accountId(accountId).requestId().set(requestId);
    return shards.get((int) (accountId % shards.size()));
  }

  /** Whether the account's shard has the outcome of the request in its memory. */
  public boolean knows(long accountId, String requestId) {
    RecoveredShard shard = ask(accountId, requestId);
    effect.clear();
    decider.decide(shard.state(), command, shard.state().timeMillis(), effect);
    return command.answer().accepted();
  }
}
