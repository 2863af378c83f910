package dev.ringfence.gateway.grpc;

import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** One valid command of each kind for an account, by the names and groups that scopes know. */
final class EveryCommand {
  private static final String ID = "i-1";

  static final Map<String, LongFunction<SessionCommand.Builder>> MANAGE =
      Map.of(
          "open-account",
          id ->
              SessionCommand.newBuilder()
                  .setOpenAccount(
                      OpenAccountRequest.newBuilder()
                          .setAccountId(id)
                          .setRequestId(ID)
                          .setCurrency("USD")),
          "set-account-status",
          id ->
              SessionCommand.newBuilder()
                  .setSetAccountStatus(
                      SetAccountStatusRequest.newBuilder()
                          .setAccountId(id)
                          .setRequestId(ID)
                          .setStatus(AccountStatus.ACCOUNT_STATUS_FROZEN)));

  static final Map<String, LongFunction<SessionCommand.Builder>> FUND =
      Map.of(
          "deposit",
          id ->
              SessionCommand.newBuilder()
                  .setDeposit(
                      DepositRequest.newBuilder().setAccountId(id).setRequestId(ID).setAmount("1")),
          "withdraw",
          id ->
              SessionCommand.newBuilder()
                  .setWithdraw(
                      WithdrawRequest.newBuilder()
                          .setAccountId(id)
                          .setRequestId(ID)
                          .setAmount("1")));

  static final Map<String, LongFunction<SessionCommand.Builder>> TRADE =
      Map.of(
          "reserve",
          id ->
              SessionCommand.newBuilder()
                  .setReserve(
                      ReserveRequest.newBuilder()
                          .setAccountId(id)
                          .setRequestId(ID)
                          .setOrderId(ID)
                          .setAmount("1")),
          "amend",
          id ->
              SessionCommand.newBuilder()
                  .setAmend(
                      AmendRequest.newBuilder()
                          .setAccountId(id)
                          .setRequestId(ID)
                          .setOrderId(ID)
                          .setAmount("1")),
          "release",
          id ->
              SessionCommand.newBuilder()
                  .setRelease(
                      ReleaseRequest.newBuilder().setAccountId(id).setRequestId(ID).setOrderId(ID)),
          "apply-fill",
          id ->
              SessionCommand.newBuilder()
                  .setApplyFill(
                      ApplyFillRequest.newBuilder()
                          .setAccountId(id)
                          .setRequestId(ID)
                          .setOrderId(ID)
                          .setSymbol("S")
                          .setSide(Side.SIDE_BUY)
                          .setQuantity("1")
                          .setFillPrice("1")),
          "settle",
          id ->
              SessionCommand.newBuilder()
                  .setSettle(
                      SettleRequest.newBuilder().setAccountId(id).setRequestId(ID).setOrderId(ID)));

  static final Map<String, LongFunction<SessionCommand.Builder>> READ =
      Map.of(
          "get-account",
          id ->
              SessionCommand.newBuilder()
                  .setGetAccount(GetAccountRequest.newBuilder().setAccountId(id)),
          "get-reservation",
          id ->
              SessionCommand.newBuilder()
                  .setGetReservation(
                      GetReservationRequest.newBuilder().setAccountId(id).setOrderId(ID)),
          "get-outcome",
          id ->
              SessionCommand.newBuilder()
                  .setGetOutcome(GetOutcomeRequest.newBuilder().setAccountId(id).setRequestId(ID)));

  static final Map<String, LongFunction<SessionCommand.Builder>> ALL = new LinkedHashMap<>();

  static {
    List.of(MANAGE, FUND, TRADE, READ).forEach(ALL::putAll);
  }

  private EveryCommand() {}

  /** As a call of its own. */
  static Object call(AccountServiceBlockingStub stub, SessionCommand command) {
    return switch (command.getCommandCase()) {
      case OPEN_ACCOUNT -> stub.openAccount(command.getOpenAccount());
      case SET_ACCOUNT_STATUS -> stub.setAccountStatus(command.getSetAccountStatus());
      case DEPOSIT -> stub.deposit(command.getDeposit());
      case WITHDRAW -> stub.withdraw(command.getWithdraw());
      case RESERVE -> stub.reserve(command.getReserve());
      case AMEND -> stub.amend(command.getAmend());
      case RELEASE -> stub.release(command.getRelease());
      case APPLY_FILL -> stub.applyFill(command.getApplyFill());
      case SETTLE -> stub.settle(command.getSettle());
      case GET_ACCOUNT -> stub.getAccount(command.getGetAccount());
      case GET_RESERVATION -> stub.getReservation(command.getGetReservation());
      case GET_OUTCOME -> stub.getOutcome(command.getGetOutcome());
      case COMMAND_NOT_SET -> throw new IllegalArgumentException("no command");
    };
  }
}
