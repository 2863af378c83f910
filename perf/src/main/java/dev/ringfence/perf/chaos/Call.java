package dev.ringfence.perf.chaos;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.Durations;
import com.google.rpc.ErrorInfo;
import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AmendRequest;
import dev.ringfence.api.v1.AmendResponse;
import dev.ringfence.api.v1.ApplyFillRequest;
import dev.ringfence.api.v1.ApplyFillResponse;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.DepositResponse;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.GetAccountResponse;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.api.v1.OpenAccountResponse;
import dev.ringfence.api.v1.ReleaseRequest;
import dev.ringfence.api.v1.ReleaseResponse;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.ReserveResponse;
import dev.ringfence.api.v1.SettleRequest;
import dev.ringfence.api.v1.SettleResponse;
import dev.ringfence.api.v1.Side;
import dev.ringfence.api.v1.WithdrawRequest;
import dev.ringfence.api.v1.WithdrawResponse;
import dev.ringfence.engine.domain.Amount;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** One attempt at a request, over gRPC. */
final class Call {
  /** The errors that say that nothing was done. */
  private static final Set<String> NOTHING_DONE =
      Set.of("SHARD_BUSY", "SHARD_NOT_SERVING", "DEADLINE_PASSED");

  private static final String CURRENCY = "USD";

  /** What becomes of an attempt; one of the two is called, once. */
  interface Listener {
    void answered(CommandResult result);

    void failed(boolean nothingDone, Status status, String reason);
  }

  private final Channel channel;
  private final CallOptions options;
  private final Listener listener;

  private Call(Channel channel, CallOptions options, Listener listener) {
    this.channel = channel;
    this.options = options;
    this.listener = listener;
  }

  static void start(Ask ask, Channel channel, long deadlineMillis, Listener listener) {
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(deadlineMillis, TimeUnit.MILLISECONDS);
    new Call(channel, options, listener).start(ask);
  }

  private void start(Ask ask) {
    switch (ask.kind()) {
      case OPEN ->
          send(
              AccountServiceGrpc.getOpenAccountMethod(),
              OpenAccountRequest.newBuilder()
                  .setAccountId(ask.accountId())
                  .setRequestId(ask.requestId())
                  .setCurrency(CURRENCY)
                  .build(),
              OpenAccountResponse::getResult);
      case DEPOSIT ->
          send(
              AccountServiceGrpc.getDepositMethod(),
              DepositRequest.newBuilder()
                  .setAccountId(ask.accountId())
                  .setRequestId(ask.requestId())
                  .setAmount(Amount.format(ask.amount()))
                  .build(),
              DepositResponse::getResult);
      case WITHDRAW ->
          send(
              AccountServiceGrpc.getWithdrawMethod(),
              WithdrawRequest.newBuilder()
                  .setAccountId(ask.accountId())
                  .setRequestId(ask.requestId())
                  .setAmount(Amount.format(ask.amount()))
                  .build(),
              WithdrawResponse::getResult);
      case RESERVE ->
          send(AccountServiceGrpc.getReserveMethod(), reserve(ask), ReserveResponse::getResult);
      case AMEND ->
          send(
              AccountServiceGrpc.getAmendMethod(),
              AmendRequest.newBuilder()
                  .setAccountId(ask.accountId())
                  .setRequestId(ask.requestId())
                  .setOrderId(ask.orderId())
                  .setAmount(Amount.format(ask.amount()))
                  .build(),
              AmendResponse::getResult);
      case RELEASE ->
          send(
              AccountServiceGrpc.getReleaseMethod(),
              ReleaseRequest.newBuilder()
                  .setAccountId(ask.accountId())
                  .setRequestId(ask.requestId())
                  .setOrderId(ask.orderId())
                  .setAmount(ask.amount() == 0 ? "" : Amount.format(ask.amount()))
                  .build(),
              ReleaseResponse::getResult);
      case BUY -> fill(ask, Side.SIDE_BUY);
      case SELL -> fill(ask, Side.SIDE_SELL);
      case SETTLE ->
          send(
              AccountServiceGrpc.getSettleMethod(),
              SettleRequest.newBuilder()
                  .setAccountId(ask.accountId())
                  .setRequestId(ask.requestId())
                  .setOrderId(ask.orderId())
                  .setAmount(Amount.format(ask.amount()))
                  .build(),
              SettleResponse::getResult);
      case READ ->
          send(
              AccountServiceGrpc.getGetAccountMethod(),
              GetAccountRequest.newBuilder().setAccountId(ask.accountId()).build(),
              GetAccountResponse::getResult);
    }
  }

  private static ReserveRequest reserve(Ask ask) {
    ReserveRequest.Builder request =
        ReserveRequest.newBuilder()
            .setAccountId(ask.accountId())
            .setRequestId(ask.requestId())
            .setOrderId(ask.orderId())
            .setSymbol(ask.symbol())
            .setAmount(Amount.format(ask.amount()));
    if (ask.timeToLiveMillis() > 0) {
      request.setTimeToLive(Durations.fromMillis(ask.timeToLiveMillis()));
    }
    return request.build();
  }

  private void fill(Ask ask, Side side) {
    send(
        AccountServiceGrpc.getApplyFillMethod(),
        ApplyFillRequest.newBuilder()
            .setAccountId(ask.accountId())
            .setRequestId(ask.requestId())
            .setOrderId(ask.orderId())
            .setSymbol(ask.symbol())
            .setSide(side)
            .setQuantity(Amount.format(ask.amount()))
            .setFilledAmount(Amount.format(ask.cash()))
            // Half of the fills are the last ones of their orders, the same ones at each attempt.
            .setLastFill(ask.requestId().hashCode() % 2 == 0)
            .build(),
        ApplyFillResponse::getResult);
  }

  private <Q, R> void send(
      MethodDescriptor<Q, R> method, Q request, Function<R, CommandResult> result) {
    ClientCalls.asyncUnaryCall(
        channel.newCall(method, options), request, new Observer<>(listener, result));
  }

  /** What the server says in the details of an error; empty where there is nothing. */
  private static String reason(Status status, Metadata trailers) {
    com.google.rpc.Status details = StatusProto.fromStatusAndTrailers(status, trailers);
    for (Any detail : details.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        try {
          return detail.unpack(ErrorInfo.class).getReason();
        } catch (InvalidProtocolBufferException _) {
          return "";
        }
      }
    }
    return "";
  }

  private record Observer<R>(Listener listener, Function<R, CommandResult> result)
      implements StreamObserver<R> {
    @Override
    public void onNext(R response) {
      listener.answered(result.apply(response));
    }

    @Override
    public void onError(Throwable failure) {
      Status status = Status.fromThrowable(failure);
      String reason = reason(status, Status.trailersFromThrowable(failure));
      listener.failed(NOTHING_DONE.contains(reason), status, reason);
    }

    @Override
    public void onCompleted() {
      // The answer came before.
    }
  }
}
