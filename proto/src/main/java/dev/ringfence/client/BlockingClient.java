package dev.ringfence.client;

import dev.ringfence.api.v1.AmendRequest;
import dev.ringfence.api.v1.ApplyFillRequest;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.GetOutcomeRequest;
import dev.ringfence.api.v1.GetReservationRequest;
import dev.ringfence.api.v1.ListLedgerRequest;
import dev.ringfence.api.v1.ListLedgerResponse;
import dev.ringfence.api.v1.ListPositionsRequest;
import dev.ringfence.api.v1.ListPositionsResponse;
import dev.ringfence.api.v1.ListReservationsRequest;
import dev.ringfence.api.v1.ListReservationsResponse;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.api.v1.ReleaseRequest;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.SetAccountStatusRequest;
import dev.ringfence.api.v1.SettleRequest;
import dev.ringfence.api.v1.WithdrawRequest;

/**
 * The calls of {@link RingfenceClient}, each of which waits for its answer. They throw a {@link
 * NotDoneException} when it is certain that nothing was done. Who is interrupted before a call did
 * nothing; a command whose caller is interrupted while he waits is {@link Answer.Unknown}.
 */
public final class BlockingClient {
  private final RingfenceClient client;

  BlockingClient(RingfenceClient client) {
    this.client = client;
  }

  /** Creates an account with nothing in it. */
  public Answer openAccount(OpenAccountRequest request) {
    return client.sendAndWait(request);
  }

  /** Freezes, unfreezes or closes an account. */
  public Answer setAccountStatus(SetAccountStatusRequest request) {
    return client.sendAndWait(request);
  }

  /** Adds free cash, or free units of a symbol. */
  public Answer deposit(DepositRequest request) {
    return client.sendAndWait(request);
  }

  /** Takes free cash, or free units of a symbol, out of the account. */
  public Answer withdraw(WithdrawRequest request) {
    return client.sendAndWait(request);
  }

  /** Holds free cash, or free units of a symbol, for an order. */
  public Answer reserve(ReserveRequest request) {
    return client.sendAndWait(request);
  }

  /** Changes an open reservation's amount, its end, or both. */
  public Answer amend(AmendRequest request) {
    return client.sendAndWait(request);
  }

  /** Gives back all or part of what remains of a reservation. */
  public Answer release(ReleaseRequest request) {
    return client.sendAndWait(request);
  }

  /** Applies an execution. */
  public Answer applyFill(ApplyFillRequest request) {
    return client.sendAndWait(request);
  }

  /** Consumes all or part of a reservation with nothing in return. */
  public Answer settle(SettleRequest request) {
    return client.sendAndWait(request);
  }

  /** Reads an account, and its position in one symbol. */
  public Answer getAccount(GetAccountRequest request) {
    return client.sendAndWait(request);
  }

  /** Reads one reservation. */
  public Answer getReservation(GetReservationRequest request) {
    return client.sendAndWait(request);
  }

  /** Tells what became of a request id; unknown where nobody has heard of it. */
  public Answer getOutcome(GetOutcomeRequest request) {
    return client.sendAndWait(request);
  }

  /** Lists what an account holds, by symbol. */
  public ListPositionsResponse listPositions(ListPositionsRequest request) {
    return client.listAndWait(() -> client.listPositions(request));
  }

  /** Lists the open reservations of an account, the oldest first. */
  public ListReservationsResponse listReservations(ListReservationsRequest request) {
    return client.listAndWait(() -> client.listReservations(request));
  }

  /** Lists the changes of an account, the oldest first. */
  public ListLedgerResponse listLedger(ListLedgerRequest request) {
    return client.listAndWait(() -> client.listLedger(request));
  }
}
