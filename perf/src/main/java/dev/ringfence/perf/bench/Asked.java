package dev.ringfence.perf.bench;

import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.ApplyFillResponse;
import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.DepositResponse;
import dev.ringfence.api.v1.GetAccountResponse;
import dev.ringfence.api.v1.OpenAccountResponse;
import dev.ringfence.api.v1.ReleaseResponse;
import dev.ringfence.api.v1.ReserveResponse;
import io.grpc.MethodDescriptor;
import java.util.function.Function;

/**
 * What an {@link Exchange} asks, as a call of its own.
 *
 * @param result finds the answer in the response
 */
record Asked<Q, R>(MethodDescriptor<Q, R> method, Q request, Function<R, CommandResult> result) {
  static Asked<?, ?> of(Exchange exchange) {
    return switch (exchange.step()) {
      case OPEN ->
          new Asked<>(
              AccountServiceGrpc.getOpenAccountMethod(),
              Requests.open(exchange),
              OpenAccountResponse::getResult);
      case DEPOSIT ->
          new Asked<>(
              AccountServiceGrpc.getDepositMethod(),
              Requests.deposit(exchange),
              DepositResponse::getResult);
      case RESERVE ->
          new Asked<>(
              AccountServiceGrpc.getReserveMethod(),
              Requests.reserve(exchange),
              ReserveResponse::getResult);
      case FIRST_FILL, SECOND_FILL ->
          new Asked<>(
              AccountServiceGrpc.getApplyFillMethod(),
              Requests.fill(exchange),
              ApplyFillResponse::getResult);
      case RELEASE ->
          new Asked<>(
              AccountServiceGrpc.getReleaseMethod(),
              Requests.release(exchange),
              ReleaseResponse::getResult);
      case READ ->
          new Asked<>(
              AccountServiceGrpc.getGetAccountMethod(),
              Requests.read(exchange),
              GetAccountResponse::getResult);
    };
  }
}
