package dev.ringfence.gateway.grpc;

import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.routing.CommandRouter;
import dev.ringfence.gateway.validation.Validated;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes calls to the shards: the one way in for every command and every linearizable read. */
final class CommandCalls {
  private static final Logger LOGGER = LoggerFactory.getLogger(CommandCalls.class);

  private final CommandRouter router;

  CommandCalls(CommandRouter router) {
    this.router = router;
  }

  /** A call of its own: caller and deadline are those of the call. */
  <R> void submit(Validated validated, StreamObserver<R> observer, AnswerHandler<R> handler) {
    Deadline deadline = Context.current().getDeadline();
    long nowNanos = System.nanoTime();
    submit(
        validated,
        Caller.current(),
        nowNanos,
        deadlineNanos(nowNanos, deadline),
        handler,
        new UnaryReply<>(observer));
  }

  /**
   * One command of many, or the only one. Each counts against its caller's limits. The reply is
   * given exactly once, perhaps before this returns. May be called on any thread; never blocks.
   *
   * @param caller who asks; null for nobody
   * @param deadlineNanos after this it is dropped, by the clock of {@code receivedNanos}; 0 for no
   *     deadline
   */
  <R> void submit(
      Validated validated,
      Caller caller,
      long receivedNanos,
      long deadlineNanos,
      AnswerHandler<R> handler,
      Reply<R> reply) {
    Reply<R> counted = LeavingReply.enter(caller, receivedNanos, reply);
    if (counted == null) {
      return;
    }
    switch (validated) {
      case Validated.Invalid(var violations) -> counted.refuse(violations);
      case Validated.Valid valid -> {
        ErrorReason refusal = AccessCheck.refusal(caller, valid.operation(), valid.accountId());
        if (refusal == null) {
          refusal = publish(valid, receivedNanos, deadlineNanos, handler, counted);
        }
        if (refusal != null) {
          counted.fail(refusal);
        }
      }
    }
  }

  /** Why the ring did not take it; null if it did, and the reply comes later. */
  private <R> ErrorReason publish(
      Validated.Valid valid,
      long receivedNanos,
      long deadlineNanos,
      AnswerHandler<R> handler,
      Reply<R> reply) {
    if (deadlineNanos != 0 && deadlineNanos - receivedNanos <= 0) {
      return ErrorReason.DEADLINE_PASSED;
    }
    CommandCall<R> call =
        new CommandCall<>(
            valid.writer(),
            valid.operation().changes(),
            receivedNanos,
            deadlineNanos,
            handler,
            reply,
            ReplyLane.current());
    try {
      return switch (router.tryPublish(valid.accountId(), call)) {
        case ADMITTED -> null;
        case FULL -> ErrorReason.SHARD_BUSY;
        case NOT_SERVING -> ErrorReason.SHARD_NOT_SERVING;
        case OUTBOX_FULL -> ErrorReason.OUTBOX_FULL;
      };
    } catch (Throwable defect) {
      // An error, too: whoever throws here has not taken it, so nobody else will ever reply.
      LOGGER.error("A command could not be put into its ring", defect);
      return ErrorReason.INTERNAL;
    }
  }

  /** By the clock of {@code nowNanos}; 0 for no deadline, which is null. */
  static long deadlineNanos(long nowNanos, Deadline deadline) {
    return deadline == null
        ? 0
        : neverZero(nowNanos + deadline.timeRemaining(TimeUnit.NANOSECONDS));
  }

  /** Whichever comes first, if there are both. */
  static long earlier(long deadlineNanos, long otherNanos) {
    if (deadlineNanos == 0 || otherNanos == 0) {
      return deadlineNanos + otherNanos;
    }
    return deadlineNanos - otherNanos < 0 ? deadlineNanos : otherNanos;
  }

  /** A deadline that is not the one number that means none. */
  static long neverZero(long nanos) {
    return nanos == 0 ? 1 : nanos;
  }
}
