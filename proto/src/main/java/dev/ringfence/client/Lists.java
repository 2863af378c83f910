package dev.ringfence.client;

import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceStub;
import dev.ringfence.api.v1.Problem;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Pages of lists, which no stream carries: each is a call of its own, asked again until it is
 * answered or its time is up. Any server can answer, also one that serves no shard.
 */
final class Lists {
  private static final long SHORTEST_ATTEMPT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Servers servers;
  private final Dispatcher dispatcher;
  private final ScheduledExecutorService thread;
  private final Semaphore places;
  private final Backoff backoff;
  private final long timeoutNanos;
  private final Set<Listing<?>> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Which server is asked; only touched by the client's thread. */
  private int turn;

  Lists(Servers servers, Dispatcher dispatcher, Semaphore places, ClientConfig config) {
    this.servers = servers;
    this.dispatcher = dispatcher;
    thread = dispatcher.executor();
    this.places = places;
    backoff = new Backoff(config);
    timeoutNanos = config.callTimeout().toNanos();
  }

  /** Never blocks. The future ends with the page, or with a {@link NotDoneException}. */
  <R> CompletableFuture<R> ask(BiConsumer<AccountServiceStub, StreamObserver<R>> question) {
    CompletableFuture<R> page = dispatcher.future();
    if (places.tryAcquire()) {
      Listing<R> listing = new Listing<>(question, page);
      open.add(listing);
      listing.tell(listing::attempt);
    } else {
      page.completeExceptionally(new NotDoneException(Problems.TOO_MANY_IN_FLIGHT));
    }
    return page;
  }

  /** Ends when what is open now is over. */
  CompletableFuture<Void> drain() {
    return CompletableFuture.allOf(
        open.stream().map(listing -> listing.over).toArray(CompletableFuture<?>[]::new));
  }

  /** Ends what is still open. */
  void close() {
    closed = true;
    open.forEach(listing -> listing.tell(() -> listing.fail(Problems.CLOSED)));
  }

  /** One page, with all its attempts. Its state is only touched by the client's thread. */
  private final class Listing<R> implements StreamObserver<R> {
    private final BiConsumer<AccountServiceStub, StreamObserver<R>> question;
    private final CompletableFuture<R> page;
    private final long deadlineNanos = System.nanoTime() + timeoutNanos;

    /** The page may be over for its owner, and still be under way. */
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    private R answer;
    private int attempts;
    private int askedTurn;

    Listing(BiConsumer<AccountServiceStub, StreamObserver<R>> question, CompletableFuture<R> page) {
      this.question = question;
      this.page = page;
    }

    private void attempt() {
      if (page.isDone()) {
        end();
        return;
      }
      long leftNanos = deadlineNanos - System.nanoTime();
      if (closed || leftNanos <= 0) {
        fail(closed ? Problems.CLOSED : Problems.OWN_THREAD_KEPT);
        return;
      }
      // Who says nothing leaves time to ask another.
      long limitNanos = Math.max(leftNanos / 2, Math.min(leftNanos, SHORTEST_ATTEMPT_NANOS));
      askedTurn = turn;
      question.accept(
          servers.accounts(askedTurn).withDeadlineAfter(limitNanos, TimeUnit.NANOSECONDS), this);
    }

    @Override
    public void onNext(R next) {
      tell(() -> answer = next);
    }

    @Override
    public void onError(Throwable failure) {
      tell(() -> lost(Problems.of(failure)));
    }

    @Override
    public void onCompleted() {
      tell(
          () -> {
            end();
            page.complete(answer);
          });
    }

    private void lost(Problem problem) {
      long delayMillis = backoff.delayMillis(attempts++, servers.askedMillis(problem));
      long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
      if (Verdict.of(problem) == Verdict.REFUSED || delayMillis >= leftMillis) {
        fail(problem);
        return;
      }
      // Whoever had too much of us means us, and not only as long as we ask him.
      if (!problem.getCode().equals("RESOURCE_EXHAUSTED") && turn == askedTurn) {
        turn++;
      }
      try {
        thread.schedule(this::attempt, delayMillis, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException closed) {
        fail(Problems.CLOSED);
      }
    }

    private void fail(Problem problem) {
      end();
      page.completeExceptionally(new NotDoneException(problem));
    }

    private void end() {
      if (open.remove(this)) {
        places.release();
        over.complete(null);
      }
    }

    private void tell(Runnable event) {
      try {
        thread.execute(event);
      } catch (RejectedExecutionException closed) {
        fail(Problems.CLOSED);
      }
    }
  }
}
