package dev.ringfence.perf.bench;

import dev.ringfence.api.v1.Account;
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
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Reason;
import dev.ringfence.api.v1.ReleaseRequest;
import dev.ringfence.api.v1.ReleaseResponse;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.ReserveResponse;
import dev.ringfence.engine.domain.Amount;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A small server over maps, right unless it is told to do mischief with every 50th command. */
final class MemoryServer extends AccountServiceGrpc.AccountServiceImplBase
    implements AutoCloseable {
  private static final int EVERY = 50;

  private final Mischief mischief;
  private final Server server;
  private final Map<Long, Holding> accounts = new HashMap<>();
  private final Map<String, CommandResult> answers = new HashMap<>();
  private final Set<String> lost = new HashSet<>();
  private int commands;

  MemoryServer(Mischief mischief) throws IOException {
    this.mischief = mischief;
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .addService(this)
            .build()
            .start();
  }

  Target target() {
    return new Target("memory", "127.0.0.1:" + server.getPort(), false, null, null);
  }

  @Override
  public void openAccount(
      OpenAccountRequest request, StreamObserver<OpenAccountResponse> observer) {
    synchronized (this) {
      CommandResult result;
      if (accounts.containsKey(request.getAccountId())) {
        result = rejected(request.getAccountId(), Reason.REASON_ACCOUNT_EXISTS);
      } else {
        accounts.put(request.getAccountId(), new Holding(0, 0, 1));
        result = accepted(request.getAccountId(), false);
      }
      observer.onNext(OpenAccountResponse.newBuilder().setResult(result).build());
      observer.onCompleted();
    }
  }

  @Override
  public void deposit(DepositRequest request, StreamObserver<DepositResponse> observer) {
    synchronized (this) {
      change(request.getAccountId(), Step.DEPOSIT);
      observer.onNext(
          DepositResponse.newBuilder().setResult(accepted(request.getAccountId(), false)).build());
      observer.onCompleted();
    }
  }

  @Override
  public void getAccount(GetAccountRequest request, StreamObserver<GetAccountResponse> observer) {
    if (mischief == Mischief.REFUSES_CALLS) {
      observer.onError(Status.PERMISSION_DENIED.asRuntimeException());
      return;
    }
    synchronized (this) {
      observer.onNext(
          GetAccountResponse.newBuilder()
              .setResult(accepted(request.getAccountId(), false))
              .build());
      observer.onCompleted();
    }
  }

  @Override
  public void reserve(ReserveRequest request, StreamObserver<ReserveResponse> observer) {
    boolean covered =
        mischief == Mischief.GRANTS_EVERYTHING
            || (mischief != Mischief.REFUSES_EVERYTHING
                && !request.getAmount().equals(Step.TOO_MUCH));
    command(
        observer,
        request.getAccountId(),
        request.getRequestId(),
        covered ? Step.RESERVE : null,
        result -> ReserveResponse.newBuilder().setResult(result).build());
  }

  @Override
  public void applyFill(ApplyFillRequest request, StreamObserver<ApplyFillResponse> observer) {
    command(
        observer,
        request.getAccountId(),
        request.getRequestId(),
        Step.FIRST_FILL,
        result -> ApplyFillResponse.newBuilder().setResult(result).build());
  }

  @Override
  public void release(ReleaseRequest request, StreamObserver<ReleaseResponse> observer) {
    command(
        observer,
        request.getAccountId(),
        request.getRequestId(),
        Step.RELEASE,
        result -> ReleaseResponse.newBuilder().setResult(result).build());
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private synchronized <T> void command(
      StreamObserver<T> observer,
      long accountId,
      String requestId,
      Step step,
      Function<CommandResult, T> response) {
    CommandResult first = answers.get(requestId);
    if (first != null) {
      observer.onNext(response.apply(first.toBuilder().setReplayed(true).build()));
      observer.onCompleted();
      return;
    }
    boolean now = ++commands % EVERY == 0;
    if (now && mischief == Mischief.SHEDS) {
      observer.onError(Status.RESOURCE_EXHAUSTED.asRuntimeException());
      return;
    }
    if (now && mischief == Mischief.REFUSES_CALLS) {
      observer.onError(Status.PERMISSION_DENIED.asRuntimeException());
      return;
    }
    if (step == null) {
      observer.onNext(response.apply(rejected(accountId, Reason.REASON_INSUFFICIENT_BALANCE)));
      observer.onCompleted();
      return;
    }
    if (!now || mischief != Mischief.FORGETS) {
      change(accountId, step);
    }
    if (now && mischief == Mischief.DOUBLES) {
      change(accountId, step);
    }
    CommandResult result = accepted(accountId, now && mischief == Mischief.PRETENDS_REPLAY);
    if (mischief != Mischief.LOSES_ANSWERS_AND_REPEATS) {
      answers.put(requestId, result);
    }
    boolean loses =
        mischief == Mischief.LOSES_ANSWERS || mischief == Mischief.LOSES_ANSWERS_AND_REPEATS;
    if (now && loses && lost.add(requestId)) {
      observer.onError(Status.UNAVAILABLE.asRuntimeException());
      return;
    }
    observer.onNext(response.apply(result));
    observer.onCompleted();
  }

  private void change(long accountId, Step step) {
    accounts.merge(
        accountId, new Holding(step.balanceChange(), step.reservedChange(), 1), Holding::plus);
  }

  private CommandResult accepted(long accountId, boolean replayed) {
    return CommandResult.newBuilder()
        .setOutcome(Outcome.OUTCOME_ACCEPTED)
        .setReplayed(replayed)
        .setAccount(account(accountId))
        .build();
  }

  private CommandResult rejected(long accountId, Reason reason) {
    return CommandResult.newBuilder()
        .setOutcome(Outcome.OUTCOME_REJECTED)
        .setReason(reason)
        .setAccount(account(accountId))
        .build();
  }

  private Account account(long accountId) {
    Holding holding = accounts.getOrDefault(accountId, Holding.NOTHING);
    return Account.newBuilder()
        .setAccountId(accountId)
        .setBalance(Amount.format(holding.balance()))
        .setReserved(Amount.format(holding.reserved()))
        .setVersion(holding.version())
        .build();
  }
}
