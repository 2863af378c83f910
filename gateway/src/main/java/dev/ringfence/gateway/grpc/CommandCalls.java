package dev.ringfence.gateway.grpc;

import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.routing.CommandRouter;
import dev.ringfence.gateway.validation.Validated;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;

/** Takes calls to the shards: the one way in for every command and every linearizable read. */
final class CommandCalls {
  private final CommandRouter router;

  CommandCalls(CommandRouter router) {
    this.router = router;
  }

  <R> void submit(Validated validated, StreamObserver<R> observer, AnswerHandler<R> handler) {
    UnaryReply<R> reply = new UnaryReply<>(observer);
    switch (validated) {
      case Validated.Invalid(var violations) -> reply.refuse(violations);
      case Validated.Valid valid -> publish(valid, handler, reply);
    }
  }

  private <R> void publish(Validated.Valid valid, AnswerHandler<R> handler, UnaryReply<R> reply) {
    ErrorReason refusal =
        AccessCheck.refusal(Caller.current(), valid.operation(), valid.accountId());
    if (refusal != null) {
      reply.fail(refusal);
      return;
    }
    long receivedNanos = System.nanoTime();
    Deadline deadline = Context.current().getDeadline();
    if (deadline != null && deadline.isExpired()) {
      reply.fail(ErrorReason.DEADLINE_PASSED);
      return;
    }
    long deadlineNanos = deadline == null ? 0 : deadlineNanos(receivedNanos, deadline);
    CommandCall<R> call =
        new CommandCall<>(
            valid.writer(),
            valid.operation().changes(),
            receivedNanos,
            deadlineNanos,
            handler,
            reply);
    switch (router.tryPublish(valid.accountId(), call)) {
      case ADMITTED -> {}
      case FULL -> reply.fail(ErrorReason.SHARD_BUSY);
      case NOT_SERVING -> reply.fail(ErrorReason.SHARD_NOT_SERVING);
      case OUTBOX_FULL -> reply.fail(ErrorReason.OUTBOX_FULL);
    }
  }

  /** The clock may stand at any number, even the one that means no deadline. */
  private static long deadlineNanos(long nowNanos, Deadline deadline) {
    long nanos = nowNanos + deadline.timeRemaining(TimeUnit.NANOSECONDS);
    return nanos == 0 ? 1 : nanos;
  }
}
