package dev.ringfence.gateway.grpc;

import dev.ringfence.api.v1.WatchAccountRequest;
import dev.ringfence.api.v1.WatchAccountResponse;
import dev.ringfence.gateway.changes.ChangeFeed;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.validation.ReadValidation;
import dev.ringfence.gateway.validation.Validated;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;

/** Opens watches, of which there may only be so many. */
final class WatchCalls {
  private final CommandCalls calls;
  private final ChangeFeed changes;
  private final WatchConfig config;
  private final WatchPlaces places;

  WatchCalls(CommandCalls calls, ChangeFeed changes, WatchConfig config) {
    this.calls = calls;
    this.changes = changes;
    this.config = config;
    places = new WatchPlaces(config);
  }

  /** How many watches are open. */
  int openWatches() {
    return places.open();
  }

  /**
   * Listens first and looks at the account then, so that no change falls between the two. What the
   * look does not cover, the changes do; what both cover is told once.
   */
  void open(WatchAccountRequest request, ServerCallStreamObserver<WatchAccountResponse> responses) {
    UnaryReply<WatchAccountResponse> refusal = new UnaryReply<>(responses);
    Validated validated = ReadValidation.watchAccount(request);
    if (validated instanceof Validated.Invalid(var violations)) {
      refusal.refuse(violations);
      return;
    }
    Caller caller = Caller.current();
    AccountWatch watch =
        new AccountWatch(
            request.getAccountId(), config, StreamOrigin.current(), changes, places, responses);
    ErrorReason reason = watch.begin(caller);
    if (reason != null) {
      refusal.fail(reason);
      return;
    }
    Deadline deadline = Context.current().getDeadline();
    long nowNanos = System.nanoTime();
    calls.submit(
        validated,
        caller,
        nowNanos,
        CommandCalls.deadlineNanos(nowNanos, deadline),
        (result, reply) -> reply.send(result),
        watch);
  }
}
