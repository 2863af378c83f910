package dev.ringfence.gateway.grpc;

import dev.ringfence.api.v1.SessionRequest;
import dev.ringfence.api.v1.SessionResponse;
import dev.ringfence.api.v1.SessionServiceGrpc;
import dev.ringfence.api.v1.SubmitBatchRequest;
import dev.ringfence.api.v1.SubmitBatchResponse;
import dev.ringfence.gateway.admission.ClientPlaces;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.ledger.SharedLedger;
import dev.ringfence.gateway.routing.CommandRouter;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sessions and batches. Like all calls they run on event loops and never block them. */
public final class SessionGrpcService extends SessionServiceGrpc.SessionServiceImplBase
    implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(SessionGrpcService.class);
  private static final int SWEEPS_PER_PATIENCE = 10;

  private final AnyCommand commands;
  private final SessionConfig config;
  private final ClientPlaces places;
  private final LargeAnswers batches = new LargeAnswers();
  private final Set<SessionStream> open = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("session-sweep").factory());
  private volatile boolean stopping;

  public SessionGrpcService(CommandRouter router, SharedLedger ledger, SessionConfig config) {
    this.config = config;
    places = new ClientPlaces(config.most(), config.mostPerClient());
    commands = new AnyCommand(new CommandCalls(router), new LedgerCalls(ledger));
    long pauseMillis = Math.max(1, config.readerPatienceMillis() / SWEEPS_PER_PATIENCE);
    var _ =
        sweeper.scheduleWithFixedDelay(
            this::sweep, pauseMillis, pauseMillis, TimeUnit.MILLISECONDS);
  }

  /** How many sessions are open just now. */
  public int openSessions() {
    return open.size();
  }

  @Override
  public StreamObserver<SessionRequest> session(StreamObserver<SessionResponse> observer) {
    Caller caller = Caller.current();
    String client = caller.name();
    if (!places.tryTake(client)) {
      new UnaryReply<>(observer).fail(ErrorReason.TOO_MANY_SESSIONS);
      return new UnheardRequests();
    }
    SessionStream session =
        new SessionStream(
            commands,
            config,
            caller,
            StreamOrigin.current(),
            (ServerCallStreamObserver<SessionResponse>) observer,
            ended -> {
              if (open.remove(ended)) {
                places.leave(client);
              }
            });
    open.add(session);
    session.begin();
    if (stopping) {
      session.stop(ErrorReason.SERVER_STOPPING);
    }
    return session;
  }

  @Override
  public void submitBatch(
      SubmitBatchRequest request, StreamObserver<SubmitBatchResponse> observer) {
    Caller caller = Caller.current();
    UnaryReply<SubmitBatchResponse> reply = new UnaryReply<>(observer);
    if (batches.admit(caller, observer)) {
      BatchCall.submit(request, commands, caller, reply);
    } else {
      reply.fail(ErrorReason.CLIENT_TOO_MANY);
    }
  }

  /** Ends every session once it has answered what it has taken; does not wait for that. */
  @Override
  public void close() {
    stopping = true;
    sweeper.shutdownNow();
    open.forEach(session -> session.stop(ErrorReason.SERVER_STOPPING));
  }

  private void sweep() {
    long nowNanos = System.nanoTime();
    for (SessionStream session : open) {
      try {
        session.sweep(nowNanos);
      } catch (Throwable defect) {
        // The sweep of all others depends on it, and would end silently.
        LOGGER.error("A session could not be swept", defect);
      }
    }
  }

  /** What comes on a stream that has been refused already. */
  private static final class UnheardRequests implements StreamObserver<SessionRequest> {
    @Override
    public void onNext(SessionRequest request) {}

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onCompleted() {}
  }
}
