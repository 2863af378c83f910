package dev.ringfence.perf.baseline;

import dev.ringfence.api.v1.AccountServiceGrpc;
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
import dev.ringfence.api.v1.Side;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.zip.CRC32C;

/** The API over an {@link AccountStore}: each call is handed once to a thread of the pool. */
final class BaselineService extends AccountServiceGrpc.AccountServiceImplBase {
  private final AccountStore store;
  private final Executor executor;

  BaselineService(AccountStore store, Executor executor) {
    this.store = store;
    this.executor = executor;
  }

  @Override
  public void openAccount(
      OpenAccountRequest request, StreamObserver<OpenAccountResponse> observer) {
    answer(
        observer,
        () -> {
          Identity identity =
              identity(
                  request.getAccountId(), request.getRequestId(), "OPEN", request.getCurrency());
          return store.open(identity, request.getCurrency());
        },
        result -> OpenAccountResponse.newBuilder().setResult(result).build());
  }

  @Override
  public void deposit(DepositRequest request, StreamObserver<DepositResponse> observer) {
    answer(
        observer,
        () -> {
          if (!request.getSymbol().isEmpty()) {
            throw new UnsupportedOperationException("the baseline knows deposits of cash only");
          }
          Identity identity =
              identity(
                  request.getAccountId(), request.getRequestId(), "DEPOSIT", request.getAmount());
          return store.deposit(identity, amount("amount", request.getAmount()));
        },
        result -> DepositResponse.newBuilder().setResult(result).build());
  }

  @Override
  public void reserve(ReserveRequest request, StreamObserver<ReserveResponse> observer) {
    answer(
        observer,
        () -> {
          if (!request.getSymbol().isEmpty() || request.hasTimeToLive()) {
            throw new UnsupportedOperationException(
                "the baseline knows reservations of cash without an end only");
          }
          Identity identity =
              identity(
                  request.getAccountId(),
                  request.getRequestId(),
                  "RESERVE",
                  request.getOrderId(),
                  request.getAmount());
          return store.reserve(
              identity, request.getOrderId(), amount("amount", request.getAmount()));
        },
        result -> ReserveResponse.newBuilder().setResult(result).build());
  }

  @Override
  public void release(ReleaseRequest request, StreamObserver<ReleaseResponse> observer) {
    answer(
        observer,
        () -> {
          Identity identity =
              identity(
                  request.getAccountId(),
                  request.getRequestId(),
                  "RELEASE",
                  request.getOrderId(),
                  request.getAmount());
          BigDecimal released =
              request.getAmount().isEmpty() ? null : amount("amount", request.getAmount());
          return store.consume(
              identity,
              new Consumption(
                  EntryType.RELEASED,
                  request.getOrderId(),
                  BigDecimal.ZERO,
                  released,
                  null,
                  BigDecimal.ZERO));
        },
        result -> ReleaseResponse.newBuilder().setResult(result).build());
  }

  @Override
  public void applyFill(ApplyFillRequest request, StreamObserver<ApplyFillResponse> observer) {
    answer(
        observer,
        () -> {
          if (request.getSide() != Side.SIDE_BUY) {
            throw new UnsupportedOperationException("the baseline knows fills of BUY only");
          }
          Identity identity =
              identity(
                  request.getAccountId(),
                  request.getRequestId(),
                  "FILL",
                  request.getOrderId(),
                  request.getSymbol(),
                  request.getQuantity(),
                  request.getFillPrice(),
                  request.getFilledAmount(),
                  String.valueOf(request.getLastFill()));
          return store.consume(identity, fill(request));
        },
        result -> ApplyFillResponse.newBuilder().setResult(result).build());
  }

  @Override
  public void getAccount(GetAccountRequest request, StreamObserver<GetAccountResponse> observer) {
    answer(
        observer,
        () -> store.read(request.getAccountId()),
        result -> GetAccountResponse.newBuilder().setResult(result).build());
  }

  private static Consumption fill(ApplyFillRequest request) {
    BigDecimal quantity = amount("quantity", request.getQuantity());
    BigDecimal cost =
        request.getFilledAmount().isEmpty()
            ? quantity.multiply(amount("fill_price", request.getFillPrice()))
            : amount("filled_amount", request.getFilledAmount());
    return new Consumption(
        EntryType.FILLED,
        request.getOrderId(),
        cost,
        request.getLastFill() ? null : BigDecimal.ZERO,
        request.getSymbol(),
        quantity);
  }

  private <T> void answer(
      StreamObserver<T> observer, Transaction transaction, Function<CommandResult, T> response) {
    executor.execute(
        () -> {
          try {
            T message = response.apply(transaction.run());
            observer.onNext(message);
            observer.onCompleted();
          } catch (SQLException e) {
            // The commit may or may not have happened: unknown, ask again with the same id.
            observer.onError(
                Status.UNAVAILABLE
                    .withDescription("PostgreSQL failed with SQLSTATE " + e.getSQLState())
                    .withCause(e)
                    .asRuntimeException());
          } catch (IllegalArgumentException e) {
            observer.onError(
                Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
          } catch (UnsupportedOperationException e) {
            observer.onError(
                Status.UNIMPLEMENTED.withDescription(e.getMessage()).asRuntimeException());
          } catch (RuntimeException e) {
            observer.onError(
                Status.INTERNAL.withDescription(e.toString()).withCause(e).asRuntimeException());
          }
        });
  }

  private static Identity identity(long accountId, String requestId, String... content) {
    if (accountId <= 0) {
      throw new IllegalArgumentException("account_id must be greater than zero");
    }
    if (requestId.isEmpty() || requestId.length() > 64) {
      throw new IllegalArgumentException("request_id must have 1 to 64 characters");
    }
    CRC32C checksum = new CRC32C();
    for (String part : content) {
      for (int i = 0; i < part.length(); i++) {
        checksum.update(part.charAt(i));
      }
      checksum.update(0);
    }
    return new Identity(accountId, requestId, checksum.getValue());
  }

  private static BigDecimal amount(String field, String text) {
    if (text.isEmpty() || text.length() > 20) {
      throw new IllegalArgumentException(field + " must be a decimal number");
    }
    BigDecimal value = new BigDecimal(text);
    if (value.signum() <= 0 || value.scale() > 4) {
      throw new IllegalArgumentException(field + " must be positive, with at most 4 decimals");
    }
    return value;
  }

  private interface Transaction {
    CommandResult run() throws SQLException;
  }
}
