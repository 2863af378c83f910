package dev.ringfence.gateway.grpc;

import dev.ringfence.api.v1.Problem;
import dev.ringfence.api.v1.SessionAnswer;
import dev.ringfence.gateway.validation.Violation;
import java.util.List;

/** The place of one command among many: its answer, or its problem, goes under its own number. */
abstract class CorrelatedReply implements Reply<SessionAnswer.Builder> {
  private final long correlationId;

  CorrelatedReply(long correlationId) {
    this.correlationId = correlationId;
  }

  abstract void deliver(SessionAnswer answer);

  @Override
  public final void send(SessionAnswer.Builder answer) {
    deliver(answer.setCorrelationId(correlationId).build());
  }

  @Override
  public final void fail(ErrorReason reason) {
    refuse(reason, Problems.of(reason));
  }

  @Override
  public final void refuse(List<Violation> violations) {
    refuse(ErrorReason.INVALID_REQUEST, Problems.invalid(violations));
  }

  /** Counts as a call's would: whoever floods a session is no better than who floods with calls. */
  private void refuse(ErrorReason reason, Problem problem) {
    RefusalLog.SHARED.count(reason.name());
    Refusals.count(reason);
    send(SessionAnswer.newBuilder().setProblem(problem));
  }
}
