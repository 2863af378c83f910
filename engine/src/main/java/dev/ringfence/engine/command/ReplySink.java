package dev.ringfence.engine.command;

/**
 * Where an answer goes. Called on the shard's thread, so it must neither block nor throw; the
 * command and its answer must not be kept beyond the call. For each command exactly one of {@link
 * #onAnswer} and {@link #onFailure} is called.
 */
public interface ReplySink {
  /** The answer is durable. */
  void onAnswer(Command command, Answer answer);

  /** There is no answer. */
  void onFailure(Command command, Failure failure);

  /** What holds its answers back until the end of the batch; null if they go out at once. */
  default ReplyBuffer buffer() {
    return null;
  }
}
