package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.AccountStatus;
import dev.ringfence.api.v1.AmendRequest;
import dev.ringfence.api.v1.ApplyFillRequest;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.GetOutcomeRequest;
import dev.ringfence.api.v1.GetReservationRequest;
import dev.ringfence.api.v1.ListLedgerRequest;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.api.v1.ReleaseRequest;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.SetAccountStatusRequest;
import dev.ringfence.api.v1.SettleRequest;
import dev.ringfence.api.v1.Side;
import dev.ringfence.api.v1.WatchAccountRequest;
import dev.ringfence.api.v1.WithdrawRequest;
import dev.ringfence.gateway.identity.ApiKey;
import dev.ringfence.gateway.identity.CredentialCheck;
import dev.ringfence.gateway.identity.KeyHash;
import dev.ringfence.gateway.testing.TestIdentity;
import dev.ringfence.gateway.testing.TestServer;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every identity, every command, accounts within and out of scope: through the real server. */
@Timeout(60)
final class AccessMatrixTest {
  private static final List<Long> ACCOUNTS = List.of(1L, 9L, 10L, 19L, 20L, Long.MAX_VALUE);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String ID = "i-1";

  /** One call with an account; each has the name that scopes know it by. */
  interface Call {
    Object make(AccountServiceBlockingStub stub, long accountId);
  }

  private static final Map<String, Call> MANAGE =
      Map.of(
          "open-account",
          (stub, id) ->
              stub.openAccount(
                  OpenAccountRequest.newBuilder()
                      .setAccountId(id)
                      .setRequestId(ID)
                      .setCurrency("USD")
                      .build()),
          "set-account-status",
          (stub, id) ->
              stub.setAccountStatus(
                  SetAccountStatusRequest.newBuilder()
                      .setAccountId(id)
                      .setRequestId(ID)
                      .setStatus(AccountStatus.ACCOUNT_STATUS_FROZEN)
                      .build()));
  private static final Map<String, Call> FUND =
      Map.of(
          "deposit",
          (stub, id) ->
              stub.deposit(
                  DepositRequest.newBuilder()
                      .setAccountId(id)
                      .setRequestId(ID)
                      .setAmount("1")
                      .build()),
          "withdraw",
          (stub, id) ->
              stub.withdraw(
                  WithdrawRequest.newBuilder()
                      .setAccountId(id)
                      .setRequestId(ID)
                      .setAmount("1")
                      .build()));
  private static final Map<String, Call> TRADE =
      Map.of(
          "reserve",
          (stub, id) ->
              stub.reserve(
                  ReserveRequest.newBuilder()
                      .setAccountId(id)
                      .setRequestId(ID)
                      .setOrderId(ID)
                      .setAmount("1")
                      .build()),
          "amend",
          (stub, id) ->
              stub.amend(
                  AmendRequest.newBuilder()
                      .setAccountId(id)
                      .setRequestId(ID)
                      .setOrderId(ID)
                      .setAmount("1")
                      .build()),
          "release",
          (stub, id) ->
              stub.release(
                  ReleaseRequest.newBuilder()
                      .setAccountId(id)
                      .setRequestId(ID)
                      .setOrderId(ID)
                      .build()),
          "apply-fill",
          (stub, id) ->
              stub.applyFill(
                  ApplyFillRequest.newBuilder()
                      .setAccountId(id)
                      .setRequestId(ID)
                      .setOrderId(ID)
                      .setSymbol("S")
                      .setSide(Side.SIDE_BUY)
                      .setQuantity("1")
                      .setFillPrice("1")
                      .build()),
          "settle",
          (stub, id) ->
              stub.settle(
                  SettleRequest.newBuilder()
                      .setAccountId(id)
                      .setRequestId(ID)
                      .setOrderId(ID)
                      .build()));
  private static final Map<String, Call> READ =
      Map.of(
          "get-account",
          (stub, id) -> stub.getAccount(GetAccountRequest.newBuilder().setAccountId(id).build()),
          "get-reservation",
          (stub, id) ->
              stub.getReservation(
                  GetReservationRequest.newBuilder().setAccountId(id).setOrderId(ID).build()),
          "get-outcome",
          (stub, id) ->
              stub.getOutcome(
                  GetOutcomeRequest.newBuilder().setAccountId(id).setRequestId(ID).build()),
          "list-ledger",
          (stub, id) -> stub.listLedger(ListLedgerRequest.newBuilder().setAccountId(id).build()),
          "watch-account",
          (stub, id) ->
              stub.withDeadlineAfter(10, TimeUnit.SECONDS)
                  .watchAccount(WatchAccountRequest.newBuilder().setAccountId(id).build())
                  .next());

  private static final Map<String, Call> CALLS = new LinkedHashMap<>();

  static {
    for (Map<String, Call> group : List.of(MANAGE, FUND, TRADE, READ)) {
      CALLS.putAll(group);
    }
  }

  /** Who shows what, and what they may then do with accounts 10 to 19, and with all others. */
  record Identity(
      String name, String authorization, boolean known, Set<String> inRange, Set<String> beyond) {}

  @TempDir private static Path folder;
  private static CredentialCheck check;
  private static TestServer server;
  private static ManagedChannel channel;
  private static List<Identity> identities;

  @BeforeAll
  static void begin() throws Exception {
    TestIdentity files = new TestIdentity(folder);
    ApiKey orders = TestIdentity.newKey();
    ApiKey treasury = TestIdentity.newKey();
    ApiKey expired = TestIdentity.newKey();
    files.writeClients(
        client("orders", orders, KeyHash.NEVER, grant("trade", "10-19"), grant("read", "all")),
        client("treasury", treasury, KeyHash.NEVER, grant("fund", "all")),
        client("expired", expired, Instant.now().minusSeconds(1), grant("all", "all")),
        "{\"name\":\"admin\",\"tokenSubjects\":[\"root\"],\"admin\":true}",
        "{\"name\":\"clerk\",\"tokenSubjects\":[\"clerk\"],\"grants\":["
            + grant("manage\",\"get-account", "1-19")
            + "]}");
    check = new CredentialCheck(files.config(), InstantSource.system());
    server = new TestServer(check);
    server
        .shard()
        .answerWith(
            command -> TestServer.fillAccount(command.answer().accepted(true)).replayed(true));
    channel = NettyChannelBuilder.forTarget(server.address()).usePlaintext().build();
    Set<String> nothing = Set.of();
    Set<String> clerk = Set.of("open-account", "set-account-status", "get-account");
    identities =
        List.of(
            new Identity("nobody", null, false, nothing, nothing),
            new Identity("a made-up key", bearer(TestIdentity.newKey()), false, nothing, nothing),
            new Identity("an expired key", bearer(expired), false, nothing, nothing),
            new Identity(
                "a foreign token",
                token(TestIdentity.signed(TestIdentity.ecKey("ec-1"), claims("clerk", 60))),
                false,
                nothing,
                nothing),
            new Identity(
                "an expired token",
                token(TestIdentity.signed(files.ec(), claims("clerk", -60))),
                false,
                nothing,
                nothing),
            new Identity(
                "a token of a stranger",
                token(TestIdentity.signed(files.ec(), claims("stranger", 60))),
                true,
                nothing,
                nothing),
            new Identity(
                "an admin",
                token(TestIdentity.signed(files.rsa(), claims("root", 60))),
                true,
                nothing,
                nothing),
            new Identity(
                "orders",
                bearer(orders),
                true,
                union(TRADE.keySet(), READ.keySet()),
                READ.keySet()),
            new Identity("treasury", bearer(treasury), true, FUND.keySet(), FUND.keySet()),
            new Identity(
                "a clerk",
                token(TestIdentity.signed(files.rsa(), claims("clerk", 60))),
                true,
                clerk,
                clerk));
  }

  @AfterAll
  static void end() {
    channel.shutdownNow();
    server.close();
    check.close();
  }

  @Test
  void shouldAllowWhatTheFileSaysAndNothingElse() {
    for (Identity identity : identities) {
      for (Map.Entry<String, Call> call : CALLS.entrySet()) {
        for (long accountId : ACCOUNTS) {
          int before = server.shard().published() + server.ledger().reads();

          Status.Code code = call(identity, call.getValue(), accountId);

          String what = identity.name() + ", " + call.getKey() + ", account " + accountId;
          Status.Code expected = expected(identity, call.getKey(), accountId);
          assertEquals(expected, code, what);
          if (expected != Status.Code.OK) {
            int after = server.shard().published() + server.ledger().reads();
            assertEquals(before, after, what + " got as far as a ring or the ledger");
          }
        }
      }
    }
  }

  private static Status.Code expected(Identity identity, String operation, long accountId) {
    if (!identity.known()) {
      return Status.Code.UNAUTHENTICATED;
    }
    boolean inRange = accountId >= 10 && accountId <= 19;
    boolean allowed =
        identity.name().equals("a clerk")
            ? accountId <= 19 && identity.inRange().contains(operation)
            : (inRange ? identity.inRange() : identity.beyond()).contains(operation);
    return allowed ? Status.Code.OK : Status.Code.PERMISSION_DENIED;
  }

  private static Status.Code call(Identity identity, Call call, long accountId) {
    Metadata headers = new Metadata();
    if (identity.authorization() != null) {
      headers.put(AUTHORIZATION, identity.authorization());
    }
    try {
      var _ =
          call.make(
              AccountServiceGrpc.newBlockingStub(channel)
                  .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)),
              accountId);
      return Status.Code.OK;
    } catch (StatusRuntimeException failure) {
      return failure.getStatus().getCode();
    }
  }

  private static JWTClaimsSet claims(String subject, int seconds) {
    return TestIdentity.claims(subject)
        .expirationTime(Date.from(Instant.now().plusSeconds(seconds)))
        .build();
  }

  private static String client(String name, ApiKey key, Instant expires, String... grants) {
    return "{\"name\":\"%s\",\"apiKeys\":[%s],\"grants\":[%s]}"
        .formatted(name, TestIdentity.stored(key, expires), String.join(",", grants));
  }

  private static String grant(String allow, String accounts) {
    return "{\"allow\":[\"" + allow + "\"],\"accounts\":[\"" + accounts + "\"]}";
  }

  private static Set<String> union(Set<String> ones, Set<String> others) {
    Set<String> all = new HashSet<>(ones);
    all.addAll(others);
    return all;
  }

  private static String bearer(ApiKey key) {
    return "Bearer " + key.text();
  }

  private static String token(String token) {
    return "Bearer " + token;
  }
}
