package dev.ringfence.gateway.grpc;

import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AmendRequest;
import dev.ringfence.api.v1.AmendResponse;
import dev.ringfence.api.v1.ApplyFillRequest;
import dev.ringfence.api.v1.ApplyFillResponse;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.DepositResponse;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.GetAccountResponse;
import dev.ringfence.api.v1.GetOutcomeRequest;
import dev.ringfence.api.v1.GetOutcomeResponse;
import dev.ringfence.api.v1.GetReservationRequest;
import dev.ringfence.api.v1.GetReservationResponse;
import dev.ringfence.api.v1.ListLedgerRequest;
import dev.ringfence.api.v1.ListLedgerResponse;
import dev.ringfence.api.v1.ListPositionsRequest;
import dev.ringfence.api.v1.ListPositionsResponse;
import dev.ringfence.api.v1.ListReservationsRequest;
import dev.ringfence.api.v1.ListReservationsResponse;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.api.v1.OpenAccountResponse;
import dev.ringfence.api.v1.ReleaseRequest;
import dev.ringfence.api.v1.ReleaseResponse;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.ReserveResponse;
import dev.ringfence.api.v1.SetAccountStatusRequest;
import dev.ringfence.api.v1.SetAccountStatusResponse;
import dev.ringfence.api.v1.SettleRequest;
import dev.ringfence.api.v1.SettleResponse;
import dev.ringfence.api.v1.WatchAccountRequest;
import dev.ringfence.api.v1.WatchAccountResponse;
import dev.ringfence.api.v1.WithdrawRequest;
import dev.ringfence.api.v1.WithdrawResponse;
import dev.ringfence.gateway.changes.ChangeFeed;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.ledger.SharedLedger;
import dev.ringfence.gateway.routing.CommandRouter;
import dev.ringfence.gateway.validation.CommandValidation;
import dev.ringfence.gateway.validation.ReadValidation;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * The API, call by call. Every call runs through on the connection's event loop: checked, put into
 * a ring or refused, and answered later by the shard's thread. Nothing here blocks.
 */
public final class AccountGrpcService extends AccountServiceGrpc.AccountServiceImplBase {
  private final CommandCalls calls;
  private final LedgerCalls ledgerCalls;
  private final WatchCalls watchCalls;

  public AccountGrpcService(
      CommandRouter router, SharedLedger ledger, ChangeFeed changes, WatchConfig watchConfig) {
    calls = new CommandCalls(router);
    ledgerCalls = new LedgerCalls(ledger);
    watchCalls = new WatchCalls(calls, changes, watchConfig);
  }

  /** How many watches are open just now. */
  public int openWatches() {
    return watchCalls.openWatches();
  }

  @Override
  public void openAccount(
      OpenAccountRequest request, StreamObserver<OpenAccountResponse> observer) {
    calls.submit(
        CommandValidation.openAccount(request),
        observer,
        (result, reply) -> reply.send(OpenAccountResponse.newBuilder().setResult(result).build()));
  }

  @Override
  public void setAccountStatus(
      SetAccountStatusRequest request, StreamObserver<SetAccountStatusResponse> observer) {
    calls.submit(
        CommandValidation.setAccountStatus(request),
        observer,
        (result, reply) ->
            reply.send(SetAccountStatusResponse.newBuilder().setResult(result).build()));
  }

  @Override
  public void deposit(DepositRequest request, StreamObserver<DepositResponse> observer) {
    calls.submit(
        CommandValidation.deposit(request),
        observer,
        (result, reply) -> reply.send(DepositResponse.newBuilder().setResult(result).build()));
  }

  @Override
  public void withdraw(WithdrawRequest request, StreamObserver<WithdrawResponse> observer) {
    calls.submit(
        CommandValidation.withdraw(request),
        observer,
        (result, reply) -> reply.send(WithdrawResponse.newBuilder().setResult(result).build()));
  }

  @Override
  public void reserve(ReserveRequest request, StreamObserver<ReserveResponse> observer) {
    calls.submit(
        CommandValidation.reserve(request),
        observer,
        (result, reply) -> reply.send(ReserveResponse.newBuilder().setResult(result).build()));
  }

  @Override
  public void amend(AmendRequest request, StreamObserver<AmendResponse> observer) {
    calls.submit(
        CommandValidation.amend(request),
        observer,
        (result, reply) -> reply.send(AmendResponse.newBuilder().setResult(result).build()));
  }

  @Override
  public void release(ReleaseRequest request, StreamObserver<ReleaseResponse> observer) {
    calls.submit(
        CommandValidation.release(request),
        observer,
        (result, reply) -> reply.send(ReleaseResponse.newBuilder().setResult(result).build()));
  }

  @Override
  public void applyFill(ApplyFillRequest request, StreamObserver<ApplyFillResponse> observer) {
    calls.submit(
        CommandValidation.applyFill(request),
        observer,
        (result, reply) -> reply.send(ApplyFillResponse.newBuilder().setResult(result).build()));
  }

  @Override
  public void settle(SettleRequest request, StreamObserver<SettleResponse> observer) {
    calls.submit(
        CommandValidation.settle(request),
        observer,
        (result, reply) -> reply.send(SettleResponse.newBuilder().setResult(result).build()));
  }

  @Override
  public void getAccount(GetAccountRequest request, StreamObserver<GetAccountResponse> observer) {
    calls.submit(
        ReadValidation.getAccount(request),
        observer,
        (result, reply) -> reply.send(GetAccountResponse.newBuilder().setResult(result).build()));
  }

  @Override
  public void getReservation(
      GetReservationRequest request, StreamObserver<GetReservationResponse> observer) {
    Caller caller = Caller.current();
    calls.submit(
        ReadValidation.getReservation(request),
        observer,
        (result, reply) -> ledgerCalls.completeReservation(request, caller, result, reply));
  }

  @Override
  public void getOutcome(GetOutcomeRequest request, StreamObserver<GetOutcomeResponse> observer) {
    Caller caller = Caller.current();
    calls.submit(
        ReadValidation.getOutcome(request),
        observer,
        (result, reply) -> ledgerCalls.completeOutcome(request, caller, result, reply));
  }

  @Override
  public void listPositions(
      ListPositionsRequest request, StreamObserver<ListPositionsResponse> observer) {
    ledgerCalls.listPositions(request, observer);
  }

  @Override
  public void listReservations(
      ListReservationsRequest request, StreamObserver<ListReservationsResponse> observer) {
    ledgerCalls.listReservations(request, observer);
  }

  @Override
  public void listLedger(ListLedgerRequest request, StreamObserver<ListLedgerResponse> observer) {
    ledgerCalls.listLedger(request, observer);
  }

  @Override
  public void watchAccount(
      WatchAccountRequest request, StreamObserver<WatchAccountResponse> observer) {
    watchCalls.open(request, (ServerCallStreamObserver<WatchAccountResponse>) observer);
  }
}
