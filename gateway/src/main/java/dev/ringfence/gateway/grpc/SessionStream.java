package dev.ringfence.gateway.grpc;

import dev.ringfence.api.v1.SessionAnswer;
import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.api.v1.SessionRequest;
import dev.ringfence.api.v1.SessionResponse;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.identity.Identified;
import dev.ringfence.gateway.validation.Violation;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session. Takes as many commands as may be in flight, gathers answers until the event loop has
 * no more of them at hand, and writes them as one message. Answers count as in flight until they
 * were written, so that a client who reads nothing is soon not read from either; after a while it
 * is cut off.
 */
final class SessionStream implements StreamObserver<SessionRequest> {
  private static final Logger LOGGER = LoggerFactory.getLogger(SessionStream.class);
  private static final int MAX_COMMANDS_PER_MESSAGE = 1_024;
  private static final int MAX_ANSWERS_PER_MESSAGE = 1_024;
  private static final List<Violation> TOO_MANY_COMMANDS =
      List.of(new Violation("commands", "must be at most " + MAX_COMMANDS_PER_MESSAGE));

  private final AnyCommand commands;
  private final SessionConfig config;
  private final StreamOrigin origin;
  private final ReplyLane lane;
  private final ServerCallStreamObserver<SessionResponse> responses;
  private final Consumer<SessionStream> onEnd;
  private final Runnable flush = this::flush;

  /** What it may do can change while the stream lasts. */
  private volatile Caller caller;

  /** The call's own; 0 for none. */
  private long deadlineNanos;

  // All below is guarded by this; there is hardly ever more than the event loop that wants it.
  private final Queue<SessionAnswer> answers = new ArrayDeque<>();
  private int inFlight;
  private boolean flushIsDue;
  private boolean paused;
  private boolean halfClosed;
  private boolean ended;

  /** Why nothing more is taken; null while it is. */
  private CallError stopping;

  /** Whether something came when nothing more was taken: then there is no good end. */
  private boolean unheard;

  /** Since when answers wait for the client; 0 if none do. */
  private long stalledNanos;

  SessionStream(
      AnyCommand commands,
      SessionConfig config,
      Caller caller,
      StreamOrigin origin,
      ServerCallStreamObserver<SessionResponse> responses,
      Consumer<SessionStream> onEnd) {
    this.commands = commands;
    this.config = config;
    this.caller = caller;
    this.origin = origin;
    this.lane = ReplyLane.current();
    this.responses = responses;
    this.onEnd = onEnd;
  }

  /** Only within the call that opens the stream. */
  void begin() {
    deadlineNanos = CommandCalls.deadlineNanos(System.nanoTime(), Context.current().getDeadline());
    responses.disableAutoRequest();
    responses.setOnReadyHandler(flush);
    responses.setOnCancelHandler(this::leave);
    // A call that was closed behind this stream's back, as for bytes that are no message, is not
    // cancelled.
    responses.setOnCloseHandler(this::leave);
    responses.request(1);
  }

  @Override
  public void onNext(SessionRequest request) {
    int count = request.getCommandsCount();
    if (count > MAX_COMMANDS_PER_MESSAGE) {
      stop(() -> CallError.invalid(TOO_MANY_COMMANDS));
    }
    synchronized (this) {
      if (ended || stopping != null) {
        unheard = true;
        return;
      }
      inFlight += count;
    }
    long receivedNanos = System.nanoTime();
    for (int index = 0; index < count; index++) {
      SessionCommand command = request.getCommands(index);
      Item item = new Item(command.getCorrelationId());
      commands.submit(command, caller, receivedNanos, deadlineNanos, item);
    }
    synchronized (this) {
      paused = inFlight >= config.maxInFlight();
      if (!paused && !ended) {
        responses.request(1);
      }
    }
  }

  @Override
  public void onError(Throwable cause) {
    leave();
  }

  @Override
  public synchronized void onCompleted() {
    halfClosed = true;
    endIfDone();
  }

  /** Answers what was taken, and ends the stream; what comes from now on is not answered. */
  void stop(ErrorReason why) {
    stop(() -> CallError.of(why));
  }

  private void stop(Supplier<CallError> why) {
    synchronized (this) {
      if (stopping == null) {
        stopping = why.get();
      }
    }
    lane.addLast(flush);
  }

  /**
   * Stops the stream if what its client has shown is good no longer, and cuts it off if its client
   * has read nothing for too long.
   */
  void sweep(long nowNanos) {
    switch (origin.identifyAgain()) {
      case Identified.Known(var known) -> caller = known;
      case Identified.Unknown unknown -> stop(ErrorReason.of(unknown));
    }
    boolean tooSlow;
    synchronized (this) {
      tooSlow =
          stalledNanos != 0
              && nowNanos - stalledNanos
                  > TimeUnit.MILLISECONDS.toNanos(config.readerPatienceMillis());
    }
    if (tooSlow) {
      LOGGER.info("A session was cut off: its client reads no answers");
      end(CallError.of(ErrorReason.READER_TOO_SLOW));
    }
  }

  private void add(SessionAnswer answer) {
    synchronized (this) {
      if (ended) {
        return;
      }
      answers.add(answer);
      if (flushIsDue) {
        return;
      }
      flushIsDue = true;
    }
    lane.addLast(flush);
  }

  private synchronized void flush() {
    flushIsDue = false;
    if (ended) {
      return;
    }
    boolean wrote = false;
    while (!answers.isEmpty() && responses.isReady()) {
      write();
      wrote = true;
    }
    if (answers.isEmpty()) {
      stalledNanos = 0;
    } else if (wrote || stalledNanos == 0) {
      stalledNanos = CommandCalls.neverZero(System.nanoTime());
    }
    if (paused && inFlight <= config.maxInFlight() / 2) {
      paused = false;
      responses.request(1);
    }
    endIfDone();
  }

  private void write() {
    SessionResponse.Builder response = SessionResponse.newBuilder();
    int count = Math.min(answers.size(), MAX_ANSWERS_PER_MESSAGE);
    for (int index = 0; index < count; index++) {
      response.addAnswers(answers.remove());
    }
    inFlight -= count;
    responses.onNext(response.build());
  }

  private void endIfDone() {
    if (ended || inFlight > 0) {
      return;
    }
    if (halfClosed && !unheard) {
      leave();
      responses.onCompleted();
    } else if (stopping != null) {
      end(stopping);
    }
  }

  private synchronized void end(CallError error) {
    if (ended) {
      return;
    }
    leave();
    try {
      responses.onError(error);
    } catch (RuntimeException failure) {
      LOGGER.debug("An end found no call any more", failure);
    }
  }

  /** The commands it sent run to their end. */
  private synchronized void leave() {
    ended = true;
    answers.clear();
    onEnd.accept(this);
  }

  /** The place of one command in the stream. */
  private final class Item extends CorrelatedReply {
    Item(long correlationId) {
      super(correlationId);
    }

    @Override
    void deliver(SessionAnswer answer) {
      add(answer);
    }
  }
}
