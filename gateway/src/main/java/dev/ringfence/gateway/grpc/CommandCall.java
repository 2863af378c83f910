package dev.ringfence.gateway.grpc;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.command.ReplyBuffer;
import dev.ringfence.engine.command.ReplySink;
import dev.ringfence.gateway.mapping.ResultMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One command on its way through a shard: adds times and itself to the command, and takes what
 * comes back to its reply. The answer is copied out on the shard's thread, since its slot is used
 * again at once; all the rest is done by the connection's event loop.
 */
final class CommandCall<R> implements CommandWriter, ReplySink, Runnable {
  private static final Logger LOGGER = LoggerFactory.getLogger(CommandCall.class);

  private final CommandWriter content;
  private final boolean changes;
  private final long receivedNanos;
  private final long deadlineNanos;
  private final AnswerHandler<R> handler;
  private final Reply<R> reply;
  private final ReplyLane lane;

  /** One of both is set by the shard, and handed over by the lane. */
  private CommandResult result;

  private ErrorReason failed = ErrorReason.INTERNAL;

  CommandCall(
      CommandWriter content,
      boolean changes,
      long receivedNanos,
      long deadlineNanos,
      AnswerHandler<R> handler,
      Reply<R> reply,
      ReplyLane lane) {
    this.content = content;
    this.changes = changes;
    this.receivedNanos = receivedNanos;
    this.deadlineNanos = deadlineNanos;
    this.handler = handler;
    this.reply = reply;
    this.lane = lane;
  }

  @Override
  public void write(Command slot) {
    content.write(slot);
    slot.receivedNanos(receivedNanos).deadlineNanos(deadlineNanos).replySink(this);
  }

  @Override
  public boolean changes() {
    return changes;
  }

  @Override
  public void onAnswer(Command command, Answer answer) {
    try {
      result = ResultMapper.toResult(command.accountId(), answer);
    } catch (Throwable defect) {
      // An error, too: its caller would wait for ever.
      LOGGER.error("An answer could not be turned into a message", defect);
    }
    lane.add(this);
  }

  @Override
  public void onFailure(Command command, Failure failure) {
    failed =
        switch (failure) {
          case DEADLINE_PASSED -> ErrorReason.DEADLINE_PASSED;
          case NOT_SERVING -> ErrorReason.SHARD_NOT_SERVING;
          case UNKNOWN -> ErrorReason.OUTCOME_UNKNOWN;
        };
    lane.add(this);
  }

  @Override
  public ReplyBuffer buffer() {
    return lane;
  }

  /** Gives the reply, on the lane's thread. */
  @Override
  public void run() {
    if (result == null) {
      reply.fail(failed);
    } else {
      handler.handle(result, reply);
    }
  }
}
