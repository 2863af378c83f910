package dev.ringfence.gateway.boot;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import dev.ringfence.api.v1.AccountStatus;
import dev.ringfence.api.v1.AmendRequest;
import dev.ringfence.api.v1.ApplyFillRequest;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.GetOutcomeRequest;
import dev.ringfence.api.v1.GetReservationRequest;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.api.v1.ReleaseRequest;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.api.v1.SetAccountStatusRequest;
import dev.ringfence.api.v1.SettleRequest;
import dev.ringfence.api.v1.Side;
import dev.ringfence.api.v1.WithdrawRequest;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.domain.CurrencyCode;

/** Turns a command off the tape into the request that asks for it again. */
final class TapedRequest {
  private TapedRequest() {}

  /** The prefix goes before the ids of requests and orders, so that they are new. */
  static SessionCommand of(Command command, String prefix) {
    long account = command.accountId();
    String request = prefix + command.requestId();
    String order = command.orderId().isEmpty() ? "" : prefix + command.orderId();
    String symbol = command.symbol().toString();
    String amount = command.amount() == 0 ? "" : Amount.format(command.amount());
    String currency = CurrencyCode.format(command.currency());
    SessionCommand.Builder session = SessionCommand.newBuilder();
    switch (command.type()) {
      case OPEN_ACCOUNT ->
          session.setOpenAccount(
              OpenAccountRequest.newBuilder()
                  .setAccountId(account)
                  .setRequestId(request)
                  .setCurrency(currency));
      case SET_STATUS ->
          session.setSetAccountStatus(
              SetAccountStatusRequest.newBuilder()
                  .setAccountId(account)
                  .setRequestId(request)
                  .setStatus(AccountStatus.forNumber(command.status().code())));
      case DEPOSIT ->
          session.setDeposit(
              DepositRequest.newBuilder()
                  .setAccountId(account)
                  .setRequestId(request)
                  .setAmount(amount)
                  .setCurrency(currency)
                  .setSymbol(symbol)
                  .setCost(command.cash() == 0 ? "" : Amount.format(command.cash())));
      case WITHDRAW ->
          session.setWithdraw(
              WithdrawRequest.newBuilder()
                  .setAccountId(account)
                  .setRequestId(request)
                  .setAmount(amount)
                  .setCurrency(currency)
                  .setSymbol(symbol));
      case RESERVE -> session.setReserve(reserve(command, request, order, amount));
      case AMEND -> session.setAmend(amend(command, request, order, amount));
      case RELEASE ->
          session.setRelease(
              ReleaseRequest.newBuilder()
                  .setAccountId(account)
                  .setRequestId(request)
                  .setOrderId(order)
                  .setAmount(amount));
      case APPLY_FILL ->
          session.setApplyFill(
              ApplyFillRequest.newBuilder()
                  .setAccountId(account)
                  .setRequestId(request)
                  .setOrderId(order)
                  .setSymbol(symbol)
                  .setSide(Side.forNumber(command.side().code()))
                  .setQuantity(amount)
                  .setFilledAmount(Amount.format(command.cash()))
                  .setLastFill(command.lastFill()));
      case SETTLE ->
          session.setSettle(
              SettleRequest.newBuilder()
                  .setAccountId(account)
                  .setRequestId(request)
                  .setOrderId(order)
                  .setAmount(amount));
      case GET_ACCOUNT ->
          session.setGetAccount(
              GetAccountRequest.newBuilder().setAccountId(account).setSymbol(symbol));
      case GET_RESERVATION ->
          session.setGetReservation(
              GetReservationRequest.newBuilder().setAccountId(account).setOrderId(order));
      case GET_OUTCOME ->
          session.setGetOutcome(
              GetOutcomeRequest.newBuilder().setAccountId(account).setRequestId(request));
    }
    return session.build();
  }

  private static ReserveRequest.Builder reserve(
      Command command, String request, String order, String amount) {
    ReserveRequest.Builder reserve =
        ReserveRequest.newBuilder()
            .setAccountId(command.accountId())
            .setRequestId(request)
            .setOrderId(order)
            .setAmount(amount)
            .setSymbol(command.symbol().toString());
    return command.timeToLiveMillis() == 0 ? reserve : reserve.setTimeToLive(timeToLive(command));
  }

  private static AmendRequest.Builder amend(
      Command command, String request, String order, String amount) {
    AmendRequest.Builder amend =
        AmendRequest.newBuilder()
            .setAccountId(command.accountId())
            .setRequestId(request)
            .setOrderId(order)
            .setAmount(amount);
    if (command.neverExpires()) {
      amend.setNeverExpires(true);
    } else if (command.timeToLiveMillis() != 0) {
      amend.setTimeToLive(timeToLive(command));
    }
    return amend;
  }

  private static Duration timeToLive(Command command) {
    return Durations.fromMillis(command.timeToLiveMillis());
  }
}
