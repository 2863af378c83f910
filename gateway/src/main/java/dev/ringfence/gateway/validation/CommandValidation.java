package dev.ringfence.gateway.validation;

import dev.ringfence.api.v1.AmendRequest;
import dev.ringfence.api.v1.ApplyFillRequest;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.api.v1.ReleaseRequest;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.SetAccountStatusRequest;
import dev.ringfence.api.v1.SettleRequest;
import dev.ringfence.api.v1.WithdrawRequest;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Amount;
import dev.ringfence.engine.domain.Side;
import dev.ringfence.gateway.identity.Operation;

/**
 * One straight ladder of checks per command, in the order of the request's fields. All that is
 * wrong is told at once. What passes is within the engine's bounds, so that the engine has only
 * business rules left to check.
 */
public final class CommandValidation {
  private CommandValidation() {}

  public static Validated openAccount(OpenAccountRequest request) {
    FieldChecks checks = new FieldChecks();
    String requestId = request.getRequestId();
    checks.accountId(request.getAccountId());
    checks.id("request_id", requestId);
    long currency = checks.currency(request.getCurrency());
    return checks.valid(
        Operation.OPEN_ACCOUNT,
        request.getAccountId(),
        slot ->
            begin(slot, CommandType.OPEN_ACCOUNT, request.getAccountId(), requestId)
                .currency(currency));
  }

  public static Validated setAccountStatus(SetAccountStatusRequest request) {
    FieldChecks checks = new FieldChecks();
    String requestId = request.getRequestId();
    checks.accountId(request.getAccountId());
    checks.id("request_id", requestId);
    AccountStatus status = accountStatus(checks, request);
    return checks.valid(
        Operation.SET_ACCOUNT_STATUS,
        request.getAccountId(),
        slot ->
            begin(slot, CommandType.SET_STATUS, request.getAccountId(), requestId).status(status));
  }

  public static Validated deposit(DepositRequest request) {
    FieldChecks checks = new FieldChecks();
    String requestId = request.getRequestId();
    String symbol = request.getSymbol();
    checks.accountId(request.getAccountId());
    checks.id("request_id", requestId);
    long amount = checks.amount("amount", request.getAmount());
    long currency = checks.currencyBeside(symbol, request.getCurrency());
    checks.optionalSymbol(symbol);
    long cost = checks.optionalCost("cost", request.getCost());
    if (symbol.isEmpty() && !request.getCost().isEmpty()) {
      checks.reject("cost", "must be empty where symbol is empty");
    }
    return checks.valid(
        Operation.DEPOSIT,
        request.getAccountId(),
        slot -> {
          begin(slot, CommandType.DEPOSIT, request.getAccountId(), requestId)
              .amount(amount)
              .currency(currency)
              .cash(cost);
          writeSymbol(slot, symbol);
        });
  }

  public static Validated withdraw(WithdrawRequest request) {
    FieldChecks checks = new FieldChecks();
    String requestId = request.getRequestId();
    String symbol = request.getSymbol();
    checks.accountId(request.getAccountId());
    checks.id("request_id", requestId);
    long amount = checks.amount("amount", request.getAmount());
    long currency = checks.currencyBeside(symbol, request.getCurrency());
    checks.optionalSymbol(symbol);
    return checks.valid(
        Operation.WITHDRAW,
        request.getAccountId(),
        slot -> {
          begin(slot, CommandType.WITHDRAW, request.getAccountId(), requestId)
              .amount(amount)
              .currency(currency);
          writeSymbol(slot, symbol);
        });
  }

  public static Validated reserve(ReserveRequest request) {
    FieldChecks checks = new FieldChecks();
    String requestId = request.getRequestId();
    String orderId = request.getOrderId();
    String symbol = request.getSymbol();
    checks.accountId(request.getAccountId());
    checks.id("request_id", requestId);
    checks.id("order_id", orderId);
    long amount = checks.amount("amount", request.getAmount());
    checks.optionalSymbol(symbol);
    long timeToLiveMillis = reserveTimeToLive(checks, request);
    return checks.valid(
        Operation.RESERVE,
        request.getAccountId(),
        slot -> {
          begin(slot, CommandType.RESERVE, request.getAccountId(), requestId)
              .amount(amount)
              .timeToLiveMillis(timeToLiveMillis);
          slot.orderId().set(orderId);
          writeSymbol(slot, symbol);
        });
  }

  public static Validated amend(AmendRequest request) {
    FieldChecks checks = new FieldChecks();
    String requestId = request.getRequestId();
    String orderId = request.getOrderId();
    checks.accountId(request.getAccountId());
    checks.id("request_id", requestId);
    checks.id("order_id", orderId);
    long amount = checks.optionalAmount("amount", request.getAmount());
    long timeToLiveMillis = request.hasTimeToLive() ? amendTimeToLive(checks, request) : 0;
    if (request.hasNeverExpires() && !request.getNeverExpires()) {
      checks.reject("never_expires", "must be true or left out");
    }
    if (request.getAmount().isEmpty()
        && request.getExpiryCase() == AmendRequest.ExpiryCase.EXPIRY_NOT_SET) {
      checks.reject("amount", "must be set where neither time_to_live nor never_expires is");
    }
    return checks.valid(
        Operation.AMEND,
        request.getAccountId(),
        slot ->
            begin(slot, CommandType.AMEND, request.getAccountId(), requestId)
                .amount(amount)
                .timeToLiveMillis(timeToLiveMillis)
                .neverExpires(request.getNeverExpires())
                .orderId()
                .set(orderId));
  }

  public static Validated release(ReleaseRequest request) {
    FieldChecks checks = new FieldChecks();
    String requestId = request.getRequestId();
    String orderId = request.getOrderId();
    checks.accountId(request.getAccountId());
    checks.id("request_id", requestId);
    checks.id("order_id", orderId);
    long amount = checks.optionalAmount("amount", request.getAmount());
    return checks.valid(
        Operation.RELEASE,
        request.getAccountId(),
        slot ->
            begin(slot, CommandType.RELEASE, request.getAccountId(), requestId)
                .amount(amount)
                .orderId()
                .set(orderId));
  }

  public static Validated settle(SettleRequest request) {
    FieldChecks checks = new FieldChecks();
    String requestId = request.getRequestId();
    String orderId = request.getOrderId();
    checks.accountId(request.getAccountId());
    checks.id("request_id", requestId);
    checks.id("order_id", orderId);
    long amount = checks.optionalAmount("amount", request.getAmount());
    return checks.valid(
        Operation.SETTLE,
        request.getAccountId(),
        slot ->
            begin(slot, CommandType.SETTLE, request.getAccountId(), requestId)
                .amount(amount)
                .orderId()
                .set(orderId));
  }

  /**
   * The cash of a fill: {@code filled_amount} where it is given, even beside a price, since fees
   * and rounding may be in it; else price × quantity, which must be exact.
   */
  public static Validated applyFill(ApplyFillRequest request) {
    FieldChecks checks = new FieldChecks();
    String requestId = request.getRequestId();
    String orderId = request.getOrderId();
    String symbol = request.getSymbol();
    checks.accountId(request.getAccountId());
    checks.id("request_id", requestId);
    checks.id("order_id", orderId);
    checks.id("symbol", symbol);
    Side side = side(checks, request);
    long quantity = checks.amount("quantity", request.getQuantity());
    long price = checks.optionalAmount("fill_price", request.getFillPrice());
    long filledAmount = checks.optionalAmount("filled_amount", request.getFilledAmount());
    if (request.getFillPrice().isEmpty() && request.getFilledAmount().isEmpty()) {
      checks.reject("fill_price", "must be set where filled_amount is not");
    }
    boolean given = !request.getFilledAmount().isEmpty();
    long cash = given || !checks.foundNothing() ? filledAmount : product(checks, price, quantity);
    return checks.valid(
        Operation.APPLY_FILL,
        request.getAccountId(),
        slot -> {
          begin(slot, CommandType.APPLY_FILL, request.getAccountId(), requestId)
              .side(side)
              .amount(quantity)
              .cash(cash)
              .lastFill(request.getLastFill());
          slot.orderId().set(orderId);
          slot.symbol().set(symbol);
        });
  }

  private static long product(FieldChecks checks, long price, long quantity) {
    long product = FillAmount.multiply(price, quantity);
    if (product == FillAmount.INEXACT) {
      checks.reject(
          "filled_amount",
          "must be set: fill_price times quantity needs more than 4 decimals, and nothing is"
              + " rounded in silence");
    } else if (product == FillAmount.TOO_LARGE) {
      checks.reject(
          "filled_amount", "fill_price times quantity is above " + Amount.format(Amount.MAX));
    }
    return product;
  }

  private static AccountStatus accountStatus(FieldChecks checks, SetAccountStatusRequest request) {
    return switch (request.getStatus()) {
      case ACCOUNT_STATUS_ACTIVE -> AccountStatus.ACTIVE;
      case ACCOUNT_STATUS_FROZEN -> AccountStatus.FROZEN;
      case ACCOUNT_STATUS_CLOSED -> AccountStatus.CLOSED;
      case ACCOUNT_STATUS_UNSPECIFIED, UNRECOGNIZED -> {
        checks.reject(
            "status",
            "must be ACCOUNT_STATUS_ACTIVE, ACCOUNT_STATUS_FROZEN or ACCOUNT_STATUS_CLOSED");
        yield null;
      }
    };
  }

  private static Side side(FieldChecks checks, ApplyFillRequest request) {
    return switch (request.getSide()) {
      case SIDE_BUY -> Side.BUY;
      case SIDE_SELL -> Side.SELL;
      case SIDE_UNSPECIFIED, UNRECOGNIZED -> {
        checks.reject("side", "must be SIDE_BUY or SIDE_SELL");
        yield null;
      }
    };
  }

  /** Absent and zero both mean never. */
  private static long reserveTimeToLive(FieldChecks checks, ReserveRequest request) {
    boolean never =
        !request.hasTimeToLive()
            || (request.getTimeToLive().getSeconds() == 0
                && request.getTimeToLive().getNanos() == 0);
    return never ? 0 : checks.timeToLiveMillis(request.getTimeToLive());
  }

  private static long amendTimeToLive(FieldChecks checks, AmendRequest request) {
    return checks.timeToLiveMillis(request.getTimeToLive());
  }

  private static Command begin(Command slot, CommandType type, long accountId, String requestId) {
    slot.type(type).accountId(accountId).requestId().set(requestId);
    return slot;
  }

  private static void writeSymbol(Command slot, String symbol) {
    if (!symbol.isEmpty()) {
      slot.symbol().set(symbol);
    }
  }
}
