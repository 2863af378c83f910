package dev.ringfence.client;

import com.google.protobuf.Message;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceStub;
import dev.ringfence.api.v1.AmendRequest;
import dev.ringfence.api.v1.ApplyFillRequest;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.GetOutcomeRequest;
import dev.ringfence.api.v1.GetReservationRequest;
import dev.ringfence.api.v1.ListLedgerRequest;
import dev.ringfence.api.v1.ListLedgerResponse;
import dev.ringfence.api.v1.ListPositionsRequest;
import dev.ringfence.api.v1.ListPositionsResponse;
import dev.ringfence.api.v1.ListReservationsRequest;
import dev.ringfence.api.v1.ListReservationsResponse;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.api.v1.Problem;
import dev.ringfence.api.v1.ReleaseRequest;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.api.v1.SetAccountStatusRequest;
import dev.ringfence.api.v1.SettleRequest;
import dev.ringfence.api.v1.WatchAccountResponse;
import dev.ringfence.api.v1.WithdrawRequest;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A client for many threads: all commands share one stream, which comes back by itself when it
 * breaks. What had no answer is sent again with the same request ids, so nothing is done twice.
 *
 * <p>Of several nodes only one serves at a time. Name them all, {@code "one:7400,two:7400"}, or one
 * name that resolves to all: whoever can't be reached, or answers nothing but SHARD_NOT_SERVING for
 * a second, is left for the next, and what had no answer goes there with the same request ids.
 *
 * <p>A request without a request id gets one, once, which all its retries bear. A future ends with
 * an {@link Answer}, or with a {@link NotDoneException} when it is certain that nothing was done;
 * always within {@code callTimeout} and {@code resolveTimeout}. What hangs on a future runs on the
 * client's own thread: it must not block there, or no answer comes to anybody meanwhile. To wait
 * for an answer there fails at once.
 */
public final class RingfenceClient implements AutoCloseable {
  private static final long LAST_WORD_SECONDS = 1;

  private final ClientConfig config;
  private final Servers servers;
  private final Dispatcher dispatcher;
  private final Lists lists;
  private final Set<AccountWatch> watches = ConcurrentHashMap.newKeySet();
  private final RequestIds ids = new RequestIds();
  private final BlockingClient blocking = new BlockingClient(this);
  private final AtomicBoolean closed = new AtomicBoolean();

  private RingfenceClient(ClientConfig config) {
    this.config = config;
    servers = new Servers(config);
    Semaphore places = new Semaphore(config.maxInFlight());
    dispatcher = new Dispatcher(servers, places, config);
    lists = new Lists(servers, dispatcher, places, config);
  }

  /**
   * Returns at once; the connection is made with the first command.
   *
   * @throws IllegalArgumentException if a token would cross a network in plain text
   */
  public static RingfenceClient connect(ClientConfig config) {
    config.requirePrivateToken();
    return new RingfenceClient(config);
  }

  /** The same calls, each of which waits for its answer. */
  public BlockingClient blocking() {
    return blocking;
  }

  /** Creates an account with nothing in it. */
  public CompletableFuture<Answer> openAccount(OpenAccountRequest request) {
    return send(request);
  }

  /** Freezes, unfreezes or closes an account. */
  public CompletableFuture<Answer> setAccountStatus(SetAccountStatusRequest request) {
    return send(request);
  }

  /** Adds free cash, or free units of a symbol. */
  public CompletableFuture<Answer> deposit(DepositRequest request) {
    return send(request);
  }

  /** Takes free cash, or free units of a symbol, out of the account. */
  public CompletableFuture<Answer> withdraw(WithdrawRequest request) {
    return send(request);
  }

  /** Holds free cash, or free units of a symbol, for an order. */
  public CompletableFuture<Answer> reserve(ReserveRequest request) {
    return send(request);
  }

  /** Changes an open reservation's amount, its end, or both. */
  public CompletableFuture<Answer> amend(AmendRequest request) {
    return send(request);
  }

  /** Gives back all or part of what remains of a reservation. */
  public CompletableFuture<Answer> release(ReleaseRequest request) {
    return send(request);
  }

  /** Applies an execution. */
  public CompletableFuture<Answer> applyFill(ApplyFillRequest request) {
    return send(request);
  }

  /** Consumes all or part of a reservation with nothing in return. */
  public CompletableFuture<Answer> settle(SettleRequest request) {
    return send(request);
  }

  /** Reads an account, and its position in one symbol. */
  public CompletableFuture<Answer> getAccount(GetAccountRequest request) {
    return send(request);
  }

  /** Reads one reservation. */
  public CompletableFuture<Answer> getReservation(GetReservationRequest request) {
    return send(request);
  }

  /** Tells what became of a request id; unknown where nobody has heard of it. */
  public CompletableFuture<Answer> getOutcome(GetOutcomeRequest request) {
    return send(request);
  }

  /**
   * Lists what an account holds, by symbol. Ends with a {@link NotDoneException} when there is no
   * answer within {@code callTimeout}.
   */
  public CompletableFuture<ListPositionsResponse> listPositions(ListPositionsRequest request) {
    return list((stub, page) -> stub.listPositions(request, page));
  }

  /** Lists the open reservations of an account, the oldest first; in all else as positions. */
  public CompletableFuture<ListReservationsResponse> listReservations(
      ListReservationsRequest request) {
    return list((stub, page) -> stub.listReservations(request, page));
  }

  /** Lists the changes of an account, the oldest first; in all else as positions. */
  public CompletableFuture<ListLedgerResponse> listLedger(ListLedgerRequest request) {
    return list((stub, page) -> stub.listLedger(request, page));
  }

  /** Any command, as a stream carries it; its correlation id and time-out are the client's. */
  public CompletableFuture<Answer> submit(SessionCommand command) {
    return send(Requests.content(command));
  }

  /**
   * Shows an account as it is, and then every change of it, until the watch or the client is
   * closed. When there are too many changes at once, some are left out, and the next says how many.
   *
   * @param listener runs on the client's own thread: it must not block there
   */
  public AccountWatch watch(long accountId, Consumer<WatchAccountResponse> listener) {
    AccountWatch watch =
        new AccountWatch(
            servers,
            accountId,
            listener,
            dispatcher.executor(),
            dispatcher.future(),
            new Backoff(config));
    watches.add(watch);
    watch.ended().whenComplete((nothing, failure) -> watches.remove(watch));
    watch.begin();
    if (closed.get()) {
      watch.close();
    }
    return watch;
  }

  /** Takes no more, and waits for what is open for as long as the configuration says. */
  @Override
  public void close() {
    close(config.closeTimeout());
  }

  /**
   * Takes no more, waits for what is open, and ends what is open even then as unknown. On the
   * client's own thread it returns at once, and the rest is done behind it.
   */
  public void close(Duration timeout) {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    if (dispatcher.isOwnThread()) {
      Thread closing = new Thread(() -> end(timeout), "ringfence-client-close");
      closing.setDaemon(true);
      closing.start();
    } else {
      end(timeout);
    }
  }

  private void end(Duration timeout) {
    watches.forEach(AccountWatch::close);
    long deadlineNanos = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
    await(dispatcher.drain(), deadlineNanos - System.nanoTime());
    await(lists.drain(), deadlineNanos - System.nanoTime());
    lists.close();
    await(dispatcher.close(), TimeUnit.SECONDS.toNanos(LAST_WORD_SECONDS));
    servers.close();
  }

  private CompletableFuture<Answer> send(Message request) {
    Message sent = Requests.withId(request, ids);
    return dispatcher.submit(Requests.envelope(sent), Requests.requestId(sent));
  }

  private <R> CompletableFuture<R> list(
      BiConsumer<AccountServiceStub, StreamObserver<R>> question) {
    return closed.get()
        ? CompletableFuture.failedFuture(new NotDoneException(Problems.CLOSED))
        : lists.ask(question);
  }

  Answer sendAndWait(Message request) {
    Message sent = Requests.withId(request, ids);
    return waitFor(() -> send(sent), why -> withoutAnswer(sent, why));
  }

  <R> R listAndWait(Supplier<CompletableFuture<R>> question) {
    return waitFor(
        question,
        why -> {
          throw new NotDoneException(why).ofThisCall();
        });
  }

  /** It may be done, now or later; unless it is a read, which does nothing. */
  private static Answer withoutAnswer(Message sent, Problem why) {
    if (Requests.changesSomething(sent)) {
      return new Answer.Unknown(Requests.requestId(sent), why.getMessage());
    }
    throw new NotDoneException(why).ofThisCall();
  }

  /**
   * Waits for an answer; the thread that brings it would wait for ever. So would everybody while
   * that thread is kept, by whoever holds a lock that the caller has for example: there is an end.
   */
  private <R> R waitFor(Supplier<CompletableFuture<R>> call, Function<Problem, R> withoutAnswer) {
    if (dispatcher.isOwnThread()) {
      throw new IllegalStateException(ClientFuture.WAITING_FOR_ITSELF);
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new NotDoneException(Problems.INTERRUPTED).ofThisCall();
    }
    Duration most =
        config.callTimeout().plus(config.resolveTimeout()).plusSeconds(LAST_WORD_SECONDS);
    try {
      return call.get().get(most.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return withoutAnswer.apply(Problems.INTERRUPTED);
    } catch (TimeoutException kept) {
      return withoutAnswer.apply(Problems.OWN_THREAD_KEPT);
    } catch (ExecutionException failure) {
      throw ((NotDoneException) failure.getCause()).ofThisCall();
    }
  }

  private static void await(CompletableFuture<Void> future, long timeoutNanos) {
    try {
      future.get(timeoutNanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException late) {
      // What is open is ended all the same, as unknown.
    }
  }
}
