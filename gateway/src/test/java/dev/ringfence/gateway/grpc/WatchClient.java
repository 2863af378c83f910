package dev.ringfence.gateway.grpc;

import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.WatchAccountRequest;
import dev.ringfence.api.v1.WatchAccountResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A watcher from outside, which keeps all it is told, and reads only when it is asked to. */
final class WatchClient
    implements ClientResponseObserver<WatchAccountRequest, WatchAccountResponse> {
  private static final int ALL = Integer.MAX_VALUE;
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(50);

  private final int firstRequest;
  private final List<WatchAccountResponse> changes = new ArrayList<>();
  private ClientCallStreamObserver<WatchAccountRequest> stream;
  private Throwable failure;

  private WatchClient(Channel channel, long accountId, int firstRequest) {
    this.firstRequest = firstRequest;
    AccountServiceGrpc.newStub(channel)
        .watchAccount(WatchAccountRequest.newBuilder().setAccountId(accountId).build(), this);
  }

  static WatchClient of(Channel channel, long accountId) {
    return new WatchClient(channel, accountId, ALL);
  }

  /** Reads the first message, and nothing more until it is told to. */
  static WatchClient slow(Channel channel, long accountId) {
    return new WatchClient(channel, accountId, 1);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<WatchAccountRequest> requests) {
    stream = requests;
    requests.disableAutoRequestWithInitial(firstRequest);
  }

  void readAll() {
    stream.request(ALL - 1);
  }

  void cancel() {
    stream.cancel("planned", null);
  }

  @Override
  public synchronized void onNext(WatchAccountResponse change) {
    changes.add(change);
    notifyAll();
  }

  @Override
  public synchronized void onError(Throwable cause) {
    failure = cause;
    notifyAll();
  }

  @Override
  public void onCompleted() {
    onError(Status.OK.asRuntimeException());
  }

  List<WatchAccountResponse> await(int count) throws InterruptedException {
    return await(soFar -> soFar.size() >= count);
  }

  synchronized List<WatchAccountResponse> await(Predicate<List<WatchAccountResponse>> enough)
      throws InterruptedException {
    long latestNanos = System.nanoTime() + LIMIT_NANOS;
    while (!enough.test(changes)) {
      if (failure != null || System.nanoTime() - latestNanos > 0) {
        throw new AssertionError("Only " + changes + " came; end: " + failure);
      }
      wait(100);
    }
    return List.copyOf(changes);
  }

  /** Returns whether it begins to show something; false if it has ended instead. */
  synchronized boolean awaitBegin() throws InterruptedException {
    long latestNanos = System.nanoTime() + LIMIT_NANOS;
    while (changes.isEmpty() && failure == null) {
      if (System.nanoTime() - latestNanos > 0) {
        throw new AssertionError("The watch neither began nor ended");
      }
      wait(100);
    }
    return !changes.isEmpty();
  }

  synchronized Throwable awaitEnd() throws InterruptedException {
    long latestNanos = System.nanoTime() + LIMIT_NANOS;
    while (failure == null) {
      if (System.nanoTime() - latestNanos > 0) {
        throw new AssertionError("The watch did not end; changes: " + changes.size());
      }
      wait(100);
    }
    return failure;
  }

  synchronized List<WatchAccountResponse> changes() {
    return List.copyOf(changes);
  }

  synchronized boolean hasEnded() {
    return failure != null;
  }
}
