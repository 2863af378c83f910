package dev.ringfence.client;

import dev.ringfence.api.v1.Problem;
import dev.ringfence.api.v1.WatchAccountRequest;
import dev.ringfence.api.v1.WatchAccountResponse;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An account and its changes, for as long as somebody wants to see them. When the stream breaks it
 * is opened again; versions only ever rise. Close it when it is no longer wanted.
 */
public final class AccountWatch implements AutoCloseable {
  private static final long SILENCE_MILLIS =
      TimeUnit.NANOSECONDS.toMillis(Servers.CONNECT_LIMIT_NANOS);
  private static final int MOST_DOUBLINGS = 3;

  private final Servers servers;
  private final long accountId;
  private final Consumer<WatchAccountResponse> listener;
  private final ScheduledExecutorService thread;
  private final Backoff backoff;
  private final CompletableFuture<Void> ended;

  /** All below is only touched by the client's thread. */
  private Stream stream;

  private long shownVersion;
  private int failures;
  private int turn;

  AccountWatch(
      Servers servers,
      long accountId,
      Consumer<WatchAccountResponse> listener,
      ScheduledExecutorService thread,
      CompletableFuture<Void> ended,
      Backoff backoff) {
    this.servers = servers;
    this.accountId = accountId;
    this.listener = listener;
    this.thread = thread;
    this.ended = ended;
    this.backoff = backoff;
  }

  void begin() {
    // Whoever has the future may end it, too, as orTimeout does: then nobody wants the stream.
    ended.whenComplete((nothing, failure) -> tell(this::leave));
    tell(this::open);
  }

  /**
   * Ends when the watch is closed, and with a {@link NotDoneException} when it can't come about:
   * there is no such account, or this client may not see it. Whoever ends it himself, by {@code
   * orTimeout} for example, closes the watch.
   */
  public CompletableFuture<Void> ended() {
    return ended;
  }

  /** Shows nothing more. */
  @Override
  public void close() {
    ended.complete(null);
  }

  private void open() {
    if (!ended.isDone()) {
      Stream opened = new Stream();
      stream = opened;
      servers
          .accounts(turn)
          .watchAccount(WatchAccountRequest.newBuilder().setAccountId(accountId).build(), opened);
      // Ever later, as a server that only stands still keeps a place for each that was opened.
      later(() -> leaveIfSilent(opened), SILENCE_MILLIS << Math.min(failures, MOST_DOUBLINGS));
    }
  }

  /** A server that can't be reached, or says nothing, would keep it from the others. */
  private void leaveIfSilent(Stream opened) {
    if (opened == stream && !opened.hasShown) {
      leave();
    }
  }

  private void leave() {
    if (stream != null) {
      stream.requests.cancel("Nobody waits for this any more", null);
    }
  }

  /** After the stream was opened again, its first message may tell nothing new. */
  private void show(WatchAccountResponse change) {
    failures = 0;
    stream.hasShown = true;
    long version = change.getAccount().getVersion();
    if (ended.isDone() || version <= shownVersion) {
      return;
    }
    long skipped = shownVersion == 0 ? 0 : version - shownVersion - 1;
    shownVersion = version;
    try {
      listener.accept(change.toBuilder().setSkippedChanges(skipped).build());
    } catch (RuntimeException | Error thrown) {
      // An Error, too: the next change is only asked for after this one was shown.
      ended.completeExceptionally(thrown);
    }
  }

  private void lost(Throwable cause) {
    if (ended.isDone()) {
      return;
    }
    Problem problem = Problems.of(cause);
    boolean expired = problem.getReason().equals(Problems.CREDENTIALS_EXPIRED) && stream.hasShown;
    if (Verdict.of(problem) == Verdict.REFUSED && !expired) {
      ended.completeExceptionally(new NotDoneException(problem));
    } else {
      if (!stream.hasShown || Problems.isOfOneServer(problem)) {
        turn++;
      }
      later(this::open, backoff.delayMillis(failures++, servers.askedMillis(problem)));
    }
  }

  private void later(Runnable event, long delayMillis) {
    try {
      thread.schedule(event, delayMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      ended.complete(null);
    }
  }

  private void tell(Runnable event) {
    try {
      thread.execute(event);
    } catch (RejectedExecutionException closed) {
      ended.complete(null);
    }
  }

  /** One attempt. Asks for the next change when the listener is done with the one before. */
  private final class Stream
      implements ClientResponseObserver<WatchAccountRequest, WatchAccountResponse> {
    private ClientCallStreamObserver<WatchAccountRequest> requests;

    /** Only touched by the client's thread. */
    private boolean hasShown;

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchAccountRequest> started) {
      requests = started;
      started.disableAutoRequestWithInitial(1);
    }

    @Override
    public void onNext(WatchAccountResponse change) {
      tell(
          () -> {
            show(change);
            requests.request(1);
          });
    }

    @Override
    public void onError(Throwable failure) {
      tell(() -> lost(failure));
    }

    @Override
    public void onCompleted() {
      onError(Status.UNAVAILABLE.withDescription("The server has ended it").asRuntimeException());
    }
  }
}
