package dev.ringfence.perf.bench;

import dev.ringfence.api.v1.CommandResult;
import io.grpc.Status;

/**
 * One request on its way and its answer. It is used again for the next request, so that a run
 * allocates little; between sending and answering nobody but the link touches it.
 */
final class Exchange {
  private final Link link;
  private final AnswerListener listener;

  private Step step = Step.RESERVE;
  private int account;
  private long accountId;
  private String requestId = "";
  private String orderId = "";
  private String amount = "";
  private long plannedNanos;
  private boolean unknown;
  private volatile Runnable cancellation;
  private volatile long sentNanos;

  Exchange(Link link, AnswerListener listener) {
    this.link = link;
    this.listener = listener;
  }

  /** Makes it the next request; it counts from {@code plannedNanos}. */
  void plan(Step next, int accountIndex, long id, String request, String order, long nanos) {
    step = next;
    account = accountIndex;
    accountId = id;
    requestId = request;
    orderId = order;
    plannedNanos = nanos;
    unknown = false;
  }

  /** The same request, counted from another moment. */
  void planAt(long nanos) {
    plannedNanos = nanos;
  }

  void amount(String text) {
    amount = text;
  }

  /** Sends it, or sends it again with the same ids. */
  void send(long nanos) {
    sentNanos = nanos;
    link.send(this);
  }

  /** Called by the link once it can be given up. */
  void onTheWay(Runnable cancel) {
    cancellation = cancel;
  }

  /** Called by the link: the server answered. */
  void answered(CommandResult result) {
    cancellation = null;
    listener.answered(this, result);
  }

  /** Called by the link: there is no answer. */
  void failed(Status status) {
    cancellation = null;
    listener.failed(this, status);
  }

  /** Gives up on an answer that takes too long; what became of the request is then unknown. */
  void cancelIfSentBefore(long nanos) {
    Runnable cancel = cancellation;
    if (cancel != null && sentNanos - nanos < 0) {
      cancel.run();
    }
  }

  /** Called by a link that keeps requests for a moment: now it goes out. */
  void leaves(long nanos) {
    sentNanos = nanos;
  }

  long sentNanos() {
    return sentNanos;
  }

  void markUnknown() {
    unknown = true;
  }

  /** Whether an earlier attempt with the same id may have had an effect. */
  boolean isUnknown() {
    return unknown;
  }

  Step step() {
    return step;
  }

  int account() {
    return account;
  }

  long accountId() {
    return accountId;
  }

  String requestId() {
    return requestId;
  }

  String orderId() {
    return orderId;
  }

  String amount() {
    return amount;
  }

  long plannedNanos() {
    return plannedNanos;
  }
}
