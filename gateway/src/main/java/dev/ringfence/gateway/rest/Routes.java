package dev.ringfence.gateway.rest;

import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.SessionServiceGrpc;
import java.util.List;

/** The table: which verb and path stand for which method. */
final class Routes {
  private static final String ACCOUNT = "/v1/accounts/{account_id}";
  private static final String RESERVATION = ACCOUNT + "/reservations/{order_id}";

  static final List<Route> ALL =
      List.of(
          Route.post("/v1/accounts", AccountServiceGrpc.getOpenAccountMethod()),
          Route.post(ACCOUNT + "/status", AccountServiceGrpc.getSetAccountStatusMethod()),
          Route.post(ACCOUNT + "/deposits", AccountServiceGrpc.getDepositMethod()),
          Route.post(ACCOUNT + "/withdrawals", AccountServiceGrpc.getWithdrawMethod()),
          Route.post(ACCOUNT + "/reservations", AccountServiceGrpc.getReserveMethod()),
          Route.post(RESERVATION + "/amend", AccountServiceGrpc.getAmendMethod()),
          Route.post(RESERVATION + "/release", AccountServiceGrpc.getReleaseMethod()),
          Route.post(RESERVATION + "/fills", AccountServiceGrpc.getApplyFillMethod()),
          Route.post(RESERVATION + "/settle", AccountServiceGrpc.getSettleMethod()),
          Route.get(ACCOUNT, AccountServiceGrpc.getGetAccountMethod()),
          Route.get(RESERVATION, AccountServiceGrpc.getGetReservationMethod()),
          Route.get(ACCOUNT + "/positions", AccountServiceGrpc.getListPositionsMethod()),
          Route.get(ACCOUNT + "/reservations", AccountServiceGrpc.getListReservationsMethod()),
          Route.get(ACCOUNT + "/ledger", AccountServiceGrpc.getListLedgerMethod()),
          Route.get(ACCOUNT + "/changes", AccountServiceGrpc.getWatchAccountMethod()),
          Route.get(ACCOUNT + "/outcomes/{request_id}", AccountServiceGrpc.getGetOutcomeMethod()),
          Route.post("/v1/batch", SessionServiceGrpc.getSubmitBatchMethod()));

  private Routes() {}
}
