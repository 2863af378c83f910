package dev.ringfence.gateway.grpc;

import dev.ringfence.gateway.identity.Caller;
import io.grpc.Context;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call, and what it has begun to send: from its headers until its caller says that this was
 * all, or, where the call is a stream of messages, from the first bytes of each until its last. As
 * gRPC's tracer it hears of what has come before anything of it is a message.
 */
final class UnfinishedRequest extends ServerStreamTracer {
  /** What a call takes by itself, with headers of a usual size. */
  private static final int CALL_BYTES = 4 * 1_024;

  /** As an object, a message can take so many times its bytes. */
  private static final int TIMES_UNPACKED = 32;

  private static final Context.Key<UnfinishedRequest> CONTEXT_KEY =
      Context.key("ringfence-unfinished-request");
  private static final Logger LOGGER = LoggerFactory.getLogger(UnfinishedRequest.class);

  private final UnfinishedRequests requests;
  private Connections.Connection connection;
  private String client = "";
  private Consumer<ErrorReason> refusal;
  private boolean isStream;
  private boolean isComplete;

  // The following are kept by UnfinishedRequests.
  long begun;
  long bytes;
  UnfinishedRequest older;
  UnfinishedRequest younger;

  UnfinishedRequest(UnfinishedRequests requests) {
    this.requests = requests;
    requests.add(this, CALL_BYTES);
  }

  /** That of the call that runs on this thread; null for one from within this process. */
  static UnfinishedRequest current() {
    return CONTEXT_KEY.get();
  }

  /** Whose the current one is, once that is known; nobody's until then. */
  static void currentIsOf(Caller caller) {
    UnfinishedRequest request = current();
    if (request != null) {
      request.client = caller.name();
    }
  }

  /** Told once, by whoever can end the call. */
  void refuseWith(Consumer<ErrorReason> ending, boolean stream) {
    refusal = ending;
    isStream = stream;
    if (stream) {
      requests.remove(this);
    }
  }

  /** A message that has come in whole is kept until its caller says that it was the only one. */
  void keep(int messageBytes) {
    if (!isStream && !isComplete) {
      requests.add(this, CALL_BYTES + (long) TIMES_UNPACKED * messageBytes);
    }
  }

  /** The caller has said that this was all. */
  void complete() {
    isComplete = true;
    requests.remove(this);
  }

  @Override
  public void serverCallStarted(ServerCallInfo<?, ?> call) {
    connection = Connections.of(call.getAttributes());
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(CONTEXT_KEY, this);
  }

  @Override
  public void inboundWireSize(long piece) {
    if (!isComplete) {
      // However small it is, what was read together with it stays in memory as well.
      requests.add(this, Math.max(piece, ReadSize.USUAL_BYTES));
    }
  }

  @Override
  public void inboundMessageRead(int number, long wireBytes, long unpackedBytes) {
    requests.remove(this);
  }

  @Override
  public void streamClosed(Status status) {
    complete();
  }

  /** Ends its call. */
  void refuse() {
    complete();
    if (refusal == null) {
      return;
    }
    try {
      refusal.accept(ErrorReason.REQUEST_UNFINISHED);
    } catch (Throwable defect) {
      // All others wait for their turn behind this one, and nobody would look at them again.
      LOGGER.error("An unfinished request could not be refused", defect);
    }
  }

  /** That over which it comes; null if that was closed before it was open. */
  Connections.Connection connection() {
    return connection;
  }

  String client() {
    return client;
  }
}
