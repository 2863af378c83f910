package dev.ringfence.gateway.boot;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Problem;
import dev.ringfence.gateway.testing.RefusalDetails;
import io.grpc.Status;
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

  /**
   * Request ids of what the network ended as UNAVAILABLE: there is nobody any more who could say
   * more.
   */
  final Set<String> cutOff = ConcurrentHashMap.newKeySet();

  /** Why sessions ended. */
  final Queue<String> ends = new ConcurrentLinkedQueue<>();

  /** All else. */
  final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  /** How many calls have ended, one way or the other. */
  int ended() {
    return acknowledged.size() + toldToRetry.get() + cutOff.size() + wrong.size();
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

  void failed(String requestId, Throwable failure) {
    RefusalDetails told = RefusalDetails.of(failure);
    if (told.code() == Status.Code.UNAVAILABLE && told.reason().equals(RefusalDetails.NONE)) {
      cutOff.add(requestId);
    } else {
      judge(requestId, told);
    }
  }

  /** A session is open when the server stops, so there is somebody who can say why it ends. */
  void sessionEnded(Throwable failure) {
    RefusalDetails told = RefusalDetails.of(failure);
    ends.add(told.reason());
    judge("the session", told);
  }

  private void judge(String what, RefusalDetails told) {
    if (told.code() == Status.Code.UNAVAILABLE && told.hasAdvice()) {
      toldToRetry.incrementAndGet();
    } else {
      wrong.add(what + ": " + told);
    }
  }

  @Override
  public String toString() {
    return "%,d acknowledged, %,d told to come again, %,d cut off by the network, ends: %s, wrong: %s"
        .formatted(
            acknowledged.size(),
            toldToRetry.get(),
            cutOff.size(),
            ends,
            wrong.stream().limit(SHOWN).toList());
  }
}
