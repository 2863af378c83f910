package dev.ringfence.perf.bench;

import dev.ringfence.api.v1.Problem;
import dev.ringfence.api.v1.SessionAnswer;
import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.api.v1.SessionRequest;
import dev.ringfence.api.v1.SessionResponse;
import dev.ringfence.api.v1.SessionServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * One stream for all requests. Requests that follow from the answers of one message leave in one
 * message, as those of an order gateway would; all others leave at once.
 */
final class SessionLink implements Link {
  private final ManagedChannel channel;
  private final Map<Long, Exchange> outstanding = new ConcurrentHashMap<>();

  // Guarded by this.
  private StreamObserver<SessionRequest> requests;
  private SessionRequest.Builder gathered = SessionRequest.newBuilder();
  private Thread gatherer;
  private long lastId;

  /**
   * @param authorization shows who calls; null where nobody asks
   */
  SessionLink(String address, String authorization) {
    Metadata headers = new Metadata();
    if (authorization != null) {
      headers.put(UnaryLink.AUTHORIZATION, authorization);
    }
    channel =
        NettyChannelBuilder.forTarget(address)
            .usePlaintext()
            .directExecutor()
            .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
            .build();
  }

  @Override
  public synchronized void send(Exchange exchange) {
    lastId++;
    long id = lastId;
    outstanding.put(id, exchange);
    exchange.onTheWay(() -> giveUp(id));
    gathered.addCommands(command(exchange).setCorrelationId(id));
    if (!Thread.currentThread().equals(gatherer)) {
      flush();
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void giveUp(long id) {
    Exchange exchange = outstanding.remove(id);
    if (exchange != null) {
      exchange.failed(Status.DEADLINE_EXCEEDED.withDescription("no answer in time"));
    }
  }

  private synchronized void flush() {
    gatherer = null;
    if (gathered.getCommandsCount() == 0) {
      return;
    }
    if (requests == null) {
      requests = SessionServiceGrpc.newStub(channel).session(new Answers());
    }
    requests.onNext(gathered.build());
    gathered = SessionRequest.newBuilder();
  }

  private synchronized void gather() {
    gatherer = Thread.currentThread();
  }

  private static SessionCommand.Builder command(Exchange exchange) {
    SessionCommand.Builder command = SessionCommand.newBuilder();
    return switch (exchange.step()) {
      case OPEN -> command.setOpenAccount(Requests.open(exchange));
      case DEPOSIT -> command.setDeposit(Requests.deposit(exchange));
      case RESERVE -> command.setReserve(Requests.reserve(exchange));
      case FIRST_FILL, SECOND_FILL -> command.setApplyFill(Requests.fill(exchange));
      case RELEASE -> command.setRelease(Requests.release(exchange));
      case READ -> command.setGetAccount(Requests.read(exchange));
    };
  }

  private static Status status(Problem problem) {
    return Status.fromCode(Status.Code.valueOf(problem.getCode()))
        .withDescription(problem.getReason() + ": " + problem.getMessage());
  }

  private final class Answers implements StreamObserver<SessionResponse> {
    @Override
    public void onNext(SessionResponse response) {
      gather();
      for (SessionAnswer answer : response.getAnswersList()) {
        Exchange exchange = outstanding.remove(answer.getCorrelationId());
        if (exchange != null) {
          if (answer.hasResult()) {
            exchange.answered(answer.getResult());
          } else {
            exchange.failed(status(answer.getProblem()));
          }
        }
      }
      flush();
    }

    @Override
    public void onError(Throwable cause) {
      ended(Status.fromThrowable(cause));
    }

    @Override
    public void onCompleted() {
      ended(Status.UNAVAILABLE.withDescription("the server ended the session"));
    }

    /** What has no answer is unknown; the next request opens another stream. */
    private void ended(Status status) {
      List<Long> ids;
      synchronized (SessionLink.this) {
        requests = null;
        ids = List.copyOf(outstanding.keySet());
      }
      for (Long id : ids) {
        Exchange exchange = outstanding.remove(id);
        if (exchange != null) {
          exchange.failed(
              Status.UNAVAILABLE.withDescription("the session ended: " + Fate.words(status)));
        }
      }
    }
  }
}
