package dev.ringfence.perf.bench;

import dev.ringfence.api.v1.CommandResult;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A gRPC call per request, all on one HTTP/2 connection; answers come on its network thread. */
final class UnaryLink implements Link {
  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final ManagedChannel channel;
  private final String authorization;

  /**
   * @param authorization shows who calls; null where nobody asks
   */
  UnaryLink(String address, String authorization) {
    this.authorization = authorization;
    channel = NettyChannelBuilder.forTarget(address).usePlaintext().directExecutor().build();
  }

  @Override
  public void send(Exchange exchange) {
    call(exchange, Asked.of(exchange));
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

  private <Q, R> void call(Exchange exchange, Asked<Q, R> asked) {
    ClientCall<Q, R> call = channel.newCall(asked.method(), CallOptions.DEFAULT);
    exchange.onTheWay(() -> call.cancel("no answer in time", null));
    Metadata headers = new Metadata();
    if (authorization != null) {
      headers.put(AUTHORIZATION, authorization);
    }
    call.start(new Answer<>(exchange, asked.result()), headers);
    call.request(2);
    call.sendMessage(asked.request());
    call.halfClose();
  }

  private static final class Answer<R> extends ClientCall.Listener<R> {
    private final Exchange exchange;
    private final Function<R, CommandResult> result;
    private R message;

    Answer(Exchange exchange, Function<R, CommandResult> result) {
      this.exchange = exchange;
      this.result = result;
    }

    @Override
    public void onMessage(R received) {
      message = received;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (status.isOk() && message != null) {
        exchange.answered(result.apply(message));
      } else {
        exchange.failed(status.isOk() ? Status.INTERNAL.withDescription("no message") : status);
      }
    }
  }
}
