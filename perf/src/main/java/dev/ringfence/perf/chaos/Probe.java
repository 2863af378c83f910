package dev.ringfence.perf.chaos;

import dev.ringfence.api.v1.CommandResult;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Finds out when all shards take writes, on accounts of its own. */
final class Probe implements AutoCloseable {
  private static final long DEADLINE_MILLIS = 500;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Nodes nodes;
  private long number;

  Probe(List<String> addresses) {
    nodes = new Nodes(addresses, ChaosSettings.SHARDS);
  }

  /** Opens its accounts; returns when that is done. */
  void open(Duration limit) {
    for (long accountId = 1; accountId <= ChaosSettings.SHARDS; accountId++) {
      await(Kind.OPEN, accountId, limit);
    }
  }

  /** Returns when each shard has committed something that was asked after the call. */
  void awaitServing(Duration limit) {
    for (long accountId = 1; accountId <= ChaosSettings.SHARDS; accountId++) {
      await(Kind.DEPOSIT, accountId, limit);
    }
  }

  /** Asks until it is accepted; with the same id each time, so that it has one effect. */
  void insist(Ask ask, Duration limit) {
    long latestNanos = System.nanoTime() + limit.toNanos();
    while (!isAccepted(ask)) {
      if (System.nanoTime() - latestNanos > 0) {
        throw new ChaosException(
            "%s is not accepted within %d s".formatted(ask, limit.toSeconds()));
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  @Override
  public void close() {
    nodes.close();
  }

  private void await(Kind kind, long accountId, Duration limit) {
    long latestNanos = System.nanoTime() + limit.toNanos();
    while (!isAccepted(kind, accountId)) {
      if (System.nanoTime() - latestNanos > 0) {
        throw new ChaosException(
            "Shard %d does not serve %d s after everything was healed"
                .formatted(accountId % ChaosSettings.SHARDS, limit.toSeconds()));
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private boolean isAccepted(Kind kind, long accountId) {
    // Opening is asked with the same id each time, so that any life of the engine may do it.
    String requestId = kind == Kind.OPEN ? "open" : "probe-" + number++;
    return isAccepted(new Ask(0, Purpose.NEW, kind, requestId, accountId, "", "", 1, 0, 0));
  }

  private boolean isAccepted(Ask ask) {
    int node = nodes.preferredFor(ask.accountId());
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    Call.start(
        ask,
        nodes.channel(node),
        DEADLINE_MILLIS,
        new Call.Listener() {
          @Override
          public void answered(CommandResult result) {
            answer.complete(Told.of(result).accepted());
          }

          @Override
          public void failed(boolean nothingDone, Status status, String reason) {
            nodes.turnFrom(node, ask.accountId());
            answer.complete(false);
          }
        });
    return answer.join();
  }
}
