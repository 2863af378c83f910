package dev.ringfence.gateway.validation;

import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.GetOutcomeRequest;
import dev.ringfence.api.v1.GetReservationRequest;
import dev.ringfence.api.v1.ListLedgerRequest;
import dev.ringfence.api.v1.ListPositionsRequest;
import dev.ringfence.api.v1.ListReservationsRequest;
import dev.ringfence.api.v1.WatchAccountRequest;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.gateway.identity.Operation;
import java.util.List;

/** The ladders of the reads. */
public final class ReadValidation {
  /** How much of a list can be had at once. */
  public static final int MAX_PAGE_SIZE = 1_000;

  private static final int DEFAULT_PAGE_SIZE = 100;

  private ReadValidation() {}

  public static Validated getAccount(GetAccountRequest request) {
    FieldChecks checks = new FieldChecks();
    String symbol = request.getSymbol();
    checks.accountId(request.getAccountId());
    checks.optionalSymbol(symbol);
    return checks.valid(
        Operation.GET_ACCOUNT,
        request.getAccountId(),
        slot -> {
          slot.type(CommandType.GET_ACCOUNT).accountId(request.getAccountId());
          if (!symbol.isEmpty()) {
            slot.symbol().set(symbol);
          }
        });
  }

  /** Begins with a look at the account. */
  public static Validated watchAccount(WatchAccountRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.accountId(request.getAccountId());
    return checks.valid(
        Operation.WATCH_ACCOUNT,
        request.getAccountId(),
        slot -> slot.type(CommandType.GET_ACCOUNT).accountId(request.getAccountId()));
  }

  public static Validated getReservation(GetReservationRequest request) {
    FieldChecks checks = new FieldChecks();
    String orderId = request.getOrderId();
    checks.accountId(request.getAccountId());
    checks.id("order_id", orderId);
    return checks.valid(
        Operation.GET_RESERVATION,
        request.getAccountId(),
        slot ->
            slot.type(CommandType.GET_RESERVATION)
                .accountId(request.getAccountId())
                .orderId()
                .set(orderId));
  }

  public static Validated getOutcome(GetOutcomeRequest request) {
    FieldChecks checks = new FieldChecks();
    String requestId = request.getRequestId();
    checks.accountId(request.getAccountId());
    checks.id("request_id", requestId);
    return checks.valid(
        Operation.GET_OUTCOME,
        request.getAccountId(),
        slot ->
            slot.type(CommandType.GET_OUTCOME)
                .accountId(request.getAccountId())
                .requestId()
                .set(requestId));
  }

  /** What is wrong with it; it never goes through a shard, so there is no command to write. */
  public static List<Violation> listLedger(ListLedgerRequest request) {
    return page(
        request.getAccountId(), "after_version", request.getAfterVersion(), request.getPageSize());
  }

  /** As for the ledger. */
  public static List<Violation> listPositions(ListPositionsRequest request) {
    FieldChecks checks = new FieldChecks();
    checks.accountId(request.getAccountId());
    checks.optionalId("after_symbol", request.getAfterSymbol());
    checks.pageSize(request.getPageSize(), MAX_PAGE_SIZE);
    return checks.violations();
  }

  /** As for the ledger. */
  public static List<Violation> listReservations(ListReservationsRequest request) {
    return page(
        request.getAccountId(),
        "after_sequence",
        request.getAfterSequence(),
        request.getPageSize());
  }

  private static List<Violation> page(long accountId, String place, long after, int pageSize) {
    FieldChecks checks = new FieldChecks();
    checks.accountId(accountId);
    if (after < 0) {
      checks.reject(place, "must not be negative");
    }
    checks.pageSize(pageSize, MAX_PAGE_SIZE);
    return checks.violations();
  }

  /** How much of a list a page holds at most, where the caller may not have said. */
  public static int pageSize(int asked) {
    return asked == 0 ? DEFAULT_PAGE_SIZE : asked;
  }
}
