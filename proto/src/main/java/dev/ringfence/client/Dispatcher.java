package dev.ringfence.client;

import dev.ringfence.api.v1.GetOutcomeRequest;
import dev.ringfence.api.v1.GetOutcomeResponse;
import dev.ringfence.api.v1.Problem;
import dev.ringfence.api.v1.SessionAnswer;
import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.api.v1.SessionRequest;
import dev.ringfence.client.PendingCall.State;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Takes commands to answers over one stream, on one thread of its own: sends, retries with the same
 * request ids, connects again or elsewhere, and gives up in time. When a stream ends, what had no
 * answer is sent again in its old order.
 */
final class Dispatcher implements SessionStream.Listener {
  private static final long TICK_MILLIS = 10;

  /** Far above any valid command, and far below what makes a server end the stream. */
  private static final int MAX_COMMAND_BYTES = 16 * 1024;

  private static final long LEAVE_LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Servers servers;
  private final ClientConfig config;
  private final Backoff backoff;
  private final Semaphore places;
  private final ScheduledThreadPoolExecutor executor;
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile Thread thread;
  private volatile boolean closing;

  /** Calls in the order in which they were made, which is also that of their deadlines. */
  private final Map<Long, PendingCall> pending = new LinkedHashMap<>();

  private final Outgoing outgoing = new Outgoing();
  private long lastCorrelationId;
  private SessionStream stream;
  private int turn;
  private boolean flushScheduled;
  private boolean connectScheduled;
  private int failedConnects;
  private boolean closed;

  Dispatcher(Servers servers, Semaphore places, ClientConfig config) {
    this.servers = servers;
    this.config = config;
    backoff = new Backoff(config);
    this.places = places;
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread created = new Thread(work, "ringfence-client");
              created.setDaemon(true);
              thread = created;
              return created;
            });
    executor.scheduleWithFixedDelay(
        this::tickAlways, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The client's own thread, which ends with it. */
  ScheduledExecutorService executor() {
    return executor;
  }

  boolean isOwnThread() {
    return Thread.currentThread() == thread;
  }

  /** One that fails on the client's own thread rather than wait there. */
  <T> CompletableFuture<T> future() {
    return new ClientFuture<>(this::isOwnThread);
  }

  /** Never blocks. The future ends with an answer, or with a {@link NotDoneException}. */
  CompletableFuture<Answer> submit(SessionCommand.Builder command, String requestId) {
    PendingCall call = new PendingCall(command, requestId, null, future());
    int bytes = command.build().getSerializedSize();
    call.deadlineNanos = System.nanoTime() + config.callTimeout().toNanos();
    if (closing) {
      call.future.completeExceptionally(new NotDoneException(Problems.CLOSED));
    } else if (bytes > MAX_COMMAND_BYTES) {
      call.future.completeExceptionally(
          new NotDoneException(Problems.tooLarge(bytes, MAX_COMMAND_BYTES)));
    } else if (!places.tryAcquire()) {
      call.future.completeExceptionally(new NotDoneException(Problems.TOO_MANY_IN_FLIGHT));
    } else {
      try {
        executor.execute(() -> start(call));
      } catch (RejectedExecutionException late) {
        places.release();
        call.future.completeExceptionally(new NotDoneException(Problems.CLOSED));
      }
    }
    return call.future;
  }

  /** Takes no more; the future ends when nothing is open any more. */
  CompletableFuture<Void> drain() {
    closing = true;
    executor.execute(this::noteDrained);
    return drained;
  }

  /** Ends what is still open, each with what is known of it; the future ends when that is done. */
  CompletableFuture<Void> close() {
    closing = true;
    return CompletableFuture.runAsync(this::closeNow, executor);
  }

  private void closeNow() {
    closed = true;
    for (PendingCall call : new ArrayList<>(pending.values())) {
      call.lastProblem = Problems.CLOSED;
      giveUp(call);
    }
    if (stream != null) {
      stream.close();
    }
    // What waits for a later time is over, and would keep the thread until then.
    executor.getQueue().removeIf(task -> ((Delayed) task).getDelay(TimeUnit.NANOSECONDS) > 0);
    // Not sooner: what came in before this is heard, and may still want the executor for itself.
    executor.shutdown();
  }

  private void start(PendingCall call) {
    if (closed) {
      call.lastProblem = Problems.CLOSED;
      giveUp(call);
      return;
    }
    call.correlationId = ++lastCorrelationId;
    call.command.setCorrelationId(call.correlationId);
    pending.put(call.correlationId, call);
    if (call.leftMillis() <= 0) {
      call.lastProblem = Problems.OWN_THREAD_KEPT;
    }
    enqueue(call);
  }

  private void enqueue(PendingCall call) {
    call.state = State.QUEUED;
    outgoing.add(call);
    if (stream == null) {
      connect();
    }
    // Behind all that waits for this thread just now, so that commands travel together.
    if (!flushScheduled) {
      flushScheduled = true;
      executor.execute(this::flush);
    }
  }

  private void flush() {
    flushScheduled = false;
    while (stream != null && stream.isReady() && !outgoing.isEmpty()) {
      SessionRequest request = outgoing.nextMessage();
      if (request.getCommandsCount() > 0) {
        stream.send(request);
      }
    }
  }

  private void connect() {
    if (stream == null && !connectScheduled && !closed) {
      stream = SessionStream.open(servers.sessions(turn), executor, this);
    }
  }

  @Override
  public void onReady(SessionStream ready) {
    flush();
  }

  @Override
  public void onAnswers(SessionStream from, List<SessionAnswer> answers) {
    failedConnects = 0;
    for (SessionAnswer answer : answers) {
      PendingCall call = pending.get(answer.getCorrelationId());
      if (call != null) {
        onAnswer(call, answer);
      }
    }
    from.judge(answers, System.nanoTime());
  }

  private void onAnswer(PendingCall call, SessionAnswer answer) {
    switch (answer.getAnswerCase()) {
      case RESULT -> finish(call, Answer.of(call.requestId, answer.getResult()));
      case OUTCOME -> onOutcome(call, answer.getOutcome());
      case PROBLEM -> onProblem(call, answer.getProblem());
      case ANSWER_NOT_SET -> onProblem(call, Problems.NO_ANSWER);
    }
  }

  private void onOutcome(PendingCall call, GetOutcomeResponse outcome) {
    PendingCall asked = call.subject == null ? call : call.subject;
    if (outcome.getFound()) {
      finish(asked, Answer.of(asked.requestId, outcome.getResult()));
    } else if (asked == call) {
      finish(call, new Answer.Unknown(call.requestId, "The server does not know this id"));
    } else {
      // It may still be under way to its shard, so this is no "no": ask again.
      onProblem(call, Problems.NO_ANSWER);
    }
  }

  private void onProblem(PendingCall call, Problem problem) {
    call.lastProblem = problem;
    Verdict verdict = Verdict.of(problem);
    if (verdict == Verdict.UNCERTAIN) {
      call.uncertain = true;
    }
    boolean resolving = call.state == State.RESOLVING;
    if (resolving && verdict == Verdict.UNCERTAIN) {
      return;
    }
    call.state = State.WAITING;
    long delayMillis = backoff.delayMillis(call.attempts++, problem.getRetryAfterMillis());
    if (verdict == Verdict.REFUSED || (resolving && !call.uncertain)) {
      giveUp(call);
    } else if (resolving) {
      call.state = State.RESOLVING;
    } else if (delayMillis < call.leftMillis()) {
      executor.schedule(() -> tryAgain(call), delayMillis, TimeUnit.MILLISECONDS);
    } else {
      expire(call);
    }
  }

  private void tryAgain(PendingCall call) {
    if (call.state == State.WAITING) {
      enqueue(call);
    }
  }

  @Override
  public void onEnd(SessionStream ended, Throwable cause) {
    if (ended != stream) {
      return;
    }
    stream = null;
    outgoing.clear();
    Problem problem = Problems.of(cause);
    if (Problems.isOfOneServer(problem) || ended.isLeft() || !ended.isAnswered()) {
      turn++;
    }
    boolean refused = Verdict.of(problem) == Verdict.REFUSED && !isRenewable(ended, problem);
    for (PendingCall call : new ArrayList<>(pending.values())) {
      if (call.state == State.SENT) {
        call.lost(Verdict.mayHaveBegun(problem));
      }
      if (call.state == State.QUEUED) {
        if (!ended.isLeft()) {
          call.lastProblem = problem;
        }
        if (refused) {
          giveUp(call);
        } else {
          outgoing.add(call);
        }
      }
    }
    if (!closed) {
      connectScheduled = true;
      long delayMillis = backoff.delayMillis(failedConnects++, servers.askedMillis(problem));
      executor.schedule(this::connectAgain, delayMillis, TimeUnit.MILLISECONDS);
    }
  }

  /** A token that was good when the stream was opened; the next one may be fresh. */
  private boolean isRenewable(SessionStream ended, Problem problem) {
    return ended.isAnswered() && problem.getReason().equals(Problems.CREDENTIALS_EXPIRED);
  }

  private void connectAgain() {
    connectScheduled = false;
    if (!outgoing.isEmpty()) {
      connect();
      flush();
    }
  }

  /** Whatever goes wrong in one tick: without the next ones no call would ever run out of time. */
  private void tickAlways() {
    try {
      tick();
    } catch (RuntimeException | Error defect) {
      Thread own = Thread.currentThread();
      own.getUncaughtExceptionHandler().uncaughtException(own, defect);
    }
  }

  /**
   * Looks at the oldest calls only: the others have more time left than the first that has some.
   */
  private void tick() {
    long nowNanos = System.nanoTime();
    if (stream != null && stream.isLeftFor(LEAVE_LIMIT_NANOS, nowNanos)) {
      cutOff(Status.UNAVAILABLE);
    } else if (stream != null && stream.isUnconnectedFor(Servers.CONNECT_LIMIT_NANOS, nowNanos)) {
      cutOff(Status.UNAVAILABLE.withDescription("No connection within its time"));
    }
    List<PendingCall> due = new ArrayList<>();
    for (PendingCall call : pending.values()) {
      boolean passed = call.deadlineNanos - nowNanos <= 0;
      boolean hasOwnTime = call.subject == null && call.state != State.RESOLVING;
      if (call.subject == null && passed) {
        due.add(call);
      } else if (hasOwnTime) {
        break;
      }
    }
    due.forEach(this::expire);
  }

  private void cutOff(Status why) {
    stream.close();
    onEnd(stream, why.asRuntimeException());
  }

  /** Its time is up: a retry might have its effect when nobody expects it any more. */
  private void expire(PendingCall call) {
    if (call.state == State.DONE) {
      return;
    }
    if (call.subject != null || call.state == State.RESOLVING || !call.mayBeDone()) {
      giveUp(call);
      return;
    }
    call.state = State.RESOLVING;
    call.deadlineNanos = System.nanoTime() + config.resolveTimeout().toNanos();
    SessionCommand.Builder question =
        SessionCommand.newBuilder()
            .setGetOutcome(
                GetOutcomeRequest.newBuilder()
                    .setAccountId(Requests.accountId(call.command.build()))
                    .setRequestId(call.requestId));
    call.question = new PendingCall(question, "", call, future());
    start(call.question);
  }

  /** Ends it with what is known: nothing was done, or nobody knows. */
  private void giveUp(PendingCall call) {
    if (call.mayBeDone()) {
      finish(call, new Answer.Unknown(call.requestId, call.lastProblem.getMessage()));
      return;
    }
    forget(call);
    call.future.completeExceptionally(new NotDoneException(call.lastProblem));
  }

  private void finish(PendingCall call, Answer answer) {
    forget(call);
    call.future.complete(answer);
  }

  /** Only now is its place free: whoever waits no longer for an answer has not taken it back. */
  private void forget(PendingCall call) {
    call.state = State.DONE;
    pending.remove(call.correlationId);
    if (call.subject == null) {
      places.release();
    }
    if (call.question != null && call.question.state != State.DONE) {
      forget(call.question);
    }
    noteDrained();
  }

  private void noteDrained() {
    if (closing && pending.isEmpty()) {
      drained.complete(null);
    }
  }
}
