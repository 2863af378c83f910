package dev.ringfence.gateway.grpc;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.command.ReplySink;
import dev.ringfence.gateway.mapping.ResultMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call on its way through a shard: adds times and itself to the command, and turns what comes
 * back into the reply. The answer is copied out on the shard's thread, since its slot is used again
 * at once; gRPC hands the bytes to the connection's event loop.
 */
final class CommandCall<R> implements CommandWriter, ReplySink {
  private static final Logger LOGGER = LoggerFactory.getLogger(CommandCall.class);

  private final CommandWriter content;
  private final boolean changes;
  private final long receivedNanos;
  private final long deadlineNanos;
  private final AnswerHandler<R> handler;
  private final UnaryReply<R> reply;

  CommandCall(
      CommandWriter content,
      boolean changes,
      long receivedNanos,
      long deadlineNanos,
      AnswerHandler<R> handler,
      UnaryReply<R> reply) {
    this.content = content;
    this.changes = changes;
    this.receivedNanos = receivedNanos;
    this.deadlineNanos = deadlineNanos;
    this.handler = handler;
    this.reply = reply;
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
      handler.handle(ResultMapper.toResult(command.accountId(), answer), reply);
    } catch (RuntimeException defect) {
      LOGGER.error("An answer could not be turned into a message", defect);
      reply.fail(ErrorReason.INTERNAL);
    }
  }

  @Override
  public void onFailure(Command command, Failure failure) {
    reply.fail(
        switch (failure) {
          case DEADLINE_PASSED -> ErrorReason.DEADLINE_PASSED;
          case NOT_SERVING -> ErrorReason.SHARD_NOT_SERVING;
          case UNKNOWN -> ErrorReason.OUTCOME_UNKNOWN;
        });
  }
}
