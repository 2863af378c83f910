package dev.ringfence.perf.bench;

import dev.ringfence.api.v1.ApplyFillRequest;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.api.v1.ReleaseRequest;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.Side;

/** The messages of the API for what an {@link Exchange} asks. */
final class Requests {
  private static final String CURRENCY = "USD";

  private Requests() {}

  static OpenAccountRequest open(Exchange exchange) {
    return OpenAccountRequest.newBuilder()
        .setAccountId(exchange.accountId())
        .setRequestId(exchange.requestId())
        .setCurrency(CURRENCY)
        .build();
  }

  static DepositRequest deposit(Exchange exchange) {
    return DepositRequest.newBuilder()
        .setAccountId(exchange.accountId())
        .setRequestId(exchange.requestId())
        .setAmount(exchange.amount())
        .setCurrency(CURRENCY)
        .build();
  }

  static ReserveRequest reserve(Exchange exchange) {
    return ReserveRequest.newBuilder()
        .setAccountId(exchange.accountId())
        .setRequestId(exchange.requestId())
        .setOrderId(exchange.orderId())
        .setAmount(exchange.amount())
        .build();
  }

  /** One unit at the price of 1. */
  static ApplyFillRequest fill(Exchange exchange) {
    return ApplyFillRequest.newBuilder()
        .setAccountId(exchange.accountId())
        .setRequestId(exchange.requestId())
        .setOrderId(exchange.orderId())
        .setSymbol(Step.SYMBOL)
        .setSide(Side.SIDE_BUY)
        .setQuantity("1")
        .setFillPrice("1")
        .build();
  }

  /** All that remains. */
  static ReleaseRequest release(Exchange exchange) {
    return ReleaseRequest.newBuilder()
        .setAccountId(exchange.accountId())
        .setRequestId(exchange.requestId())
        .setOrderId(exchange.orderId())
        .build();
  }

  static GetAccountRequest read(Exchange exchange) {
    return GetAccountRequest.newBuilder().setAccountId(exchange.accountId()).build();
  }
}
