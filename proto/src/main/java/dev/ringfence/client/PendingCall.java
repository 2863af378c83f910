package dev.ringfence.client;

import dev.ringfence.api.v1.Problem;
import dev.ringfence.api.v1.SessionCommand;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One command on its way to an answer. Only the dispatcher's thread touches it. */
final class PendingCall {
  enum State {
    /** In the queue of what is to be sent. */
    QUEUED,
    /** On the stream, without an answer so far. */
    SENT,
    /** For a while, until it is tried again. */
    WAITING,
    /** Its time is up, and it is asked what became of it. */
    RESOLVING,
    DONE
  }

  final CompletableFuture<Answer> future;
  final SessionCommand.Builder command;
  final String requestId;

  /** The call that this one asks about; null for calls of the user's. */
  final PendingCall subject;

  /** The call that asks about this one, once its time is up. */
  PendingCall question;

  long correlationId;
  long deadlineNanos;
  State state = State.QUEUED;
  int attempts;

  /** Some attempt ended without anybody knowing what it did. */
  boolean uncertain;

  Problem lastProblem = Problems.NO_ANSWER;

  PendingCall(
      SessionCommand.Builder command,
      String requestId,
      PendingCall subject,
      CompletableFuture<Answer> future) {
    this.command = command;
    this.requestId = requestId;
    this.subject = subject;
    this.future = future;
  }

  boolean changesSomething() {
    return switch (command.getCommandCase()) {
      case OPEN_ACCOUNT,
          SET_ACCOUNT_STATUS,
          DEPOSIT,
          WITHDRAW,
          RESERVE,
          AMEND,
          RELEASE,
          APPLY_FILL,
          SETTLE ->
          true;
      case GET_ACCOUNT, GET_RESERVATION, GET_OUTCOME, COMMAND_NOT_SET -> false;
    };
  }

  /** A question about another call has that call's time. */
  long leftMillis() {
    PendingCall timed = subject == null ? this : subject;
    return TimeUnit.NANOSECONDS.toMillis(timed.deadlineNanos - System.nanoTime());
  }

  /** True when it may have had, or may yet have, an effect that nobody told of. */
  boolean mayBeDone() {
    return changesSomething() && (uncertain || state == State.SENT || state == State.RESOLVING);
  }

  /** It was under way when its stream ended, so it is sent again. */
  void lost(boolean mayBeDone) {
    uncertain |= mayBeDone;
    state = State.QUEUED;
  }
}
