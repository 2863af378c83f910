package dev.ringfence.gateway.boot;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Problem;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What clients were told while a server stopped, sorted into what they may be told and the rest.
 */
final class Answers {
  private static final int SHOWN = 5;

  /** Request ids of what was acknowledged. */
  final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

  /** UNAVAILABLE with a reason and the advice to come again. */
  final AtomicInteger toldToRetry = new AtomicInteger();

  /** UNAVAILABLE from the network: there is nobody any more who could say more. */
  final AtomicInteger cutOff = new AtomicInteger();

  /** All else. */
  final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  /** How many calls have ended, one way or the other. */
  int ended() {
    return acknowledged.size() + toldToRetry.get() + cutOff.get() + wrong.size();
  }

  void answered(String requestId, CommandResult result) {
    if (result.getOutcome() == Outcome.OUTCOME_ACCEPTED) {
      acknowledged.add(requestId);
    } else {
      wrong.add(requestId + ": " + result);
    }
  }

  void problem(String requestId, Problem problem) {
    boolean hasAdvice = problem.getRetryAfterMillis() > 0;
    if (problem.getCode().equals("UNAVAILABLE") && hasAdvice) {
      toldToRetry.incrementAndGet();
    } else {
      wrong.add(requestId + ": " + problem);
    }
  }

  void failed(String what, Throwable failure) {
    Status status = Status.fromThrowable(failure);
    com.google.rpc.Status details = StatusProto.fromThrowable(failure);
    boolean isOurs =
        details != null
            && details.getDetailsList().stream().anyMatch(detail -> detail.is(ErrorInfo.class));
    boolean hasAdvice =
        details != null
            && details.getDetailsList().stream().anyMatch(detail -> detail.is(RetryInfo.class));
    if (status.getCode() != Status.Code.UNAVAILABLE || isOurs != hasAdvice) {
      wrong.add(what + ": " + failure + " " + details);
    } else if (hasAdvice) {
      toldToRetry.incrementAndGet();
    } else {
      cutOff.incrementAndGet();
    }
  }

  @Override
  public String toString() {
    return "%,d acknowledged, %,d told to come again, %,d cut off by the network, wrong: %s"
        .formatted(
            acknowledged.size(),
            toldToRetry.get(),
            cutOff.get(),
            wrong.stream().limit(SHOWN).toList());
  }
}
