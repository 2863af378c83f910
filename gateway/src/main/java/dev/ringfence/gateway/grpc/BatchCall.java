package dev.ringfence.gateway.grpc;

import dev.ringfence.api.v1.SessionAnswer;
import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.api.v1.SubmitBatchRequest;
import dev.ringfence.api.v1.SubmitBatchResponse;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.validation.Violation;
import io.grpc.Context;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Many commands in one call, answered when the last of them is. */
final class BatchCall {
  static final int MAX_COMMANDS = 1_000;

  private final Reply<SubmitBatchResponse> reply;
  private final SessionAnswer[] answers;
  private final AtomicInteger missing;

  private BatchCall(int count, Reply<SubmitBatchResponse> reply) {
    this.reply = reply;
    answers = new SessionAnswer[count];
    missing = new AtomicInteger(count);
  }

  static void submit(
      SubmitBatchRequest request,
      AnyCommand commands,
      Caller caller,
      Reply<SubmitBatchResponse> reply) {
    int count = request.getCommandsCount();
    if (count < 1 || count > MAX_COMMANDS) {
      reply.refuse(List.of(new Violation("commands", "must be 1 to " + MAX_COMMANDS)));
      return;
    }
    BatchCall batch = new BatchCall(count, reply);
    long receivedNanos = System.nanoTime();
    long latestNanos = CommandCalls.deadlineNanos(receivedNanos, Context.current().getDeadline());
    for (int index = 0; index < count; index++) {
      SessionCommand command = request.getCommands(index);
      Item item = batch.new Item(index, command.getCorrelationId());
      commands.submit(command, caller, receivedNanos, latestNanos, item);
    }
  }

  /** The place of one command in the batch. */
  private final class Item extends CorrelatedReply {
    private final int index;

    Item(int index, long correlationId) {
      super(correlationId);
      this.index = index;
    }

    @Override
    void deliver(SessionAnswer answer) {
      answers[index] = answer;
      if (missing.decrementAndGet() == 0) {
        reply.send(SubmitBatchResponse.newBuilder().addAllAnswers(Arrays.asList(answers)).build());
      }
    }
  }
}
