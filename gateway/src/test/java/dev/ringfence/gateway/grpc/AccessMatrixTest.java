package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.ListLedgerRequest;
import dev.ringfence.api.v1.ListPositionsRequest;
import dev.ringfence.api.v1.ListReservationsRequest;
import dev.ringfence.api.v1.SessionAnswer;
import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.api.v1.SessionRequest;
import dev.ringfence.api.v1.SessionServiceGrpc;
import dev.ringfence.api.v1.SubmitBatchRequest;
import dev.ringfence.api.v1.WatchAccountRequest;
import dev.ringfence.gateway.identity.ApiKey;
import dev.ringfence.gateway.identity.CredentialCheck;
import dev.ringfence.gateway.identity.KeyHash;
import dev.ringfence.gateway.testing.TestIdentity;
import dev.ringfence.gateway.testing.TestPki;
import dev.ringfence.gateway.testing.TestServer;
import dev.ringfence.gateway.tls.ServerTls;
import dev.ringfence.gateway.tls.TlsConfig;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every identity, every command in every way to send it, accounts within and out of scope: through
 * the real server.
 */
@Timeout(60)
final class AccessMatrixTest {
  /** Shows a certificate; all others show what is in their header, or nothing. */
  private static final String FLOOR = "a certificate";

  private static final List<Long> ACCOUNTS = List.of(1L, 9L, 10L, 19L, 20L, Long.MAX_VALUE);
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** Reads that no session takes. */
  private static final Map<String, Read> OTHER_READS =
      Map.of(
          "list-ledger",
          (stub, id) -> stub.listLedger(ListLedgerRequest.newBuilder().setAccountId(id).build()),
          "list-positions",
          (stub, id) ->
              stub.listPositions(ListPositionsRequest.newBuilder().setAccountId(id).build()),
          "list-reservations",
          (stub, id) ->
              stub.listReservations(ListReservationsRequest.newBuilder().setAccountId(id).build()),
          "watch-account",
          (stub, id) ->
              stub.withDeadlineAfter(10, TimeUnit.SECONDS)
                  .watchAccount(WatchAccountRequest.newBuilder().setAccountId(id).build())
                  .next());

  private static final Set<String> READS = union(EveryCommand.READ.keySet(), OTHER_READS.keySet());

  /** A call for an account. */
  interface Read {
    Object make(AccountServiceBlockingStub stub, long accountId);
  }

  /** A way to send many commands at once. */
  interface Way {
    List<SessionAnswer> send(List<SessionCommand> commands) throws InterruptedException;
  }

  /** A cell of the matrix: what somebody asks, and what must come of it. */
  record Cell(String operation, long accountId, Status.Code expected) {}

  /** Who shows what, and what they may then do with accounts 10 to 19, and with all others. */
  record Identity(
      String name, String authorization, boolean known, Set<String> inRange, Set<String> beyond) {}

  @TempDir private static Path folder;
  private static CredentialCheck check;
  private static TestServer server;
  private static ServerTls tls;
  private static ManagedChannel channel;
  private static ManagedChannel certified;
  private static List<Identity> identities;

  @BeforeAll
  static void begin() throws Exception {
    TestPki pki = new TestPki("CN=Test Authority");
    Path authority = pki.writeAuthority(folder.resolve("ca.pem"));
    Path certificate = pki.writeCertificate(folder.resolve("server.pem"), "CN=server");
    tls =
        new ServerTls(
            new TlsConfig(certificate, TestPki.key(certificate), Optional.of(authority), false));
    TestIdentity files = new TestIdentity(folder);
    ApiKey orders = TestIdentity.newKey();
    ApiKey treasury = TestIdentity.newKey();
    ApiKey expired = TestIdentity.newKey();
    files.writeClients(
        client("orders", orders, KeyHash.NEVER, grant("trade", "10-19"), grant("read", "all")),
        client("treasury", treasury, KeyHash.NEVER, grant("fund", "all")),
        client("expired", expired, Instant.now().minusSeconds(1), grant("all", "all")),
        "{\"name\":\"floor\",\"certificates\":[\"CN=floor\"],\"grants\":["
            + grant("trade", "10-19")
            + "]}",
        "{\"name\":\"admin\",\"tokenSubjects\":[\"root\"],\"admin\":true}",
        "{\"name\":\"clerk\",\"tokenSubjects\":[\"clerk\"],\"grants\":["
            + grant("manage\",\"get-account", "1-19")
            + "]}");
    check = new CredentialCheck(files.config(), InstantSource.system());
    server = new TestServer(check, tls.grpcCredentials());
    server
        .shard()
        .answerWith(
            command -> TestServer.fillAccount(command.answer().accepted(true)).replayed(true));
    channel = channel(TlsChannelCredentials.newBuilder().trustManager(authority.toFile()));
    Path floor = pki.writeCertificate(folder.resolve("floor.pem"), "CN=floor");
    certified =
        channel(
            TlsChannelCredentials.newBuilder()
                .trustManager(authority.toFile())
                .keyManager(floor.toFile(), TestPki.key(floor).toFile()));
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
                "orders", bearer(orders), true, union(EveryCommand.TRADE.keySet(), READS), READS),
            new Identity(
                "treasury",
                bearer(treasury),
                true,
                EveryCommand.FUND.keySet(),
                EveryCommand.FUND.keySet()),
            new Identity(FLOOR, null, true, EveryCommand.TRADE.keySet(), nothing),
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
    certified.shutdownNow();
    server.close();
    check.close();
    tls.close();
  }

  @Test
  void shouldAllowWhatTheFileSaysAndNothingElse() {
    for (Identity identity : identities) {
      AccountServiceBlockingStub stub = AccountServiceGrpc.newBlockingStub(channel(identity));
      for (Cell cell : cells(identity, EveryCommand.ALL.keySet())) {
        assertCell(identity, cell, () -> EveryCommand.call(stub, command(cell).build()));
      }
      for (Cell cell : cells(identity, OTHER_READS.keySet())) {
        Read read = OTHER_READS.get(cell.operation());
        assertCell(identity, cell, () -> read.make(stub, cell.accountId()));
      }
    }
  }

  @Test
  void shouldAllowTheSameInBatches() throws InterruptedException {
    for (Identity identity : identities) {
      assertEachAsExpected(
          identity,
          commands ->
              SessionServiceGrpc.newBlockingStub(channel(identity))
                  .submitBatch(SubmitBatchRequest.newBuilder().addAllCommands(commands).build())
                  .getAnswersList());
    }
  }

  @Test
  void shouldAllowTheSameInSessions() throws InterruptedException {
    for (Identity identity : identities) {
      assertEachAsExpected(
          identity,
          commands -> {
            SessionClient client = new SessionClient(channel(identity));
            client.send(SessionRequest.newBuilder().addAllCommands(commands).build());
            client.halfClose();
            if (!client.awaitEnd().isOk()) {
              throw client.awaitEnd().asRuntimeException();
            }
            return client.answers();
          });
    }
  }

  /** Sends what is refused by itself, so that none of it can have got anywhere. */
  private static void assertEachAsExpected(Identity identity, Way way) throws InterruptedException {
    List<Cell> cells = cells(identity, EveryCommand.ALL.keySet());
    for (boolean isAllowed : List.of(false, true)) {
      List<Cell> some =
          cells.stream().filter(cell -> cell.expected() == Status.Code.OK == isAllowed).toList();
      if (some.isEmpty()) {
        continue;
      }
      int before = reached();

      Map<Long, Status.Code> codes = codes(some, way);

      for (int index = 0; index < some.size(); index++) {
        Cell cell = some.get(index);
        assertEquals(cell.expected(), codes.get((long) index), identity.name() + ", " + cell);
      }
      assertEquals(isAllowed, reached() > before, identity.name() + " got to a ring, or did not");
    }
  }

  /** By correlation id; the same of all where the call as a whole is refused. */
  private static Map<Long, Status.Code> codes(List<Cell> cells, Way way)
      throws InterruptedException {
    List<SessionCommand> commands = new ArrayList<>();
    for (Cell cell : cells) {
      commands.add(command(cell).setCorrelationId(commands.size()).build());
    }
    Map<Long, Status.Code> codes = new HashMap<>();
    try {
      for (SessionAnswer answer : way.send(commands)) {
        codes.put(
            answer.getCorrelationId(),
            answer.hasProblem()
                ? Status.Code.valueOf(answer.getProblem().getCode())
                : Status.Code.OK);
      }
    } catch (StatusRuntimeException refused) {
      commands.forEach(
          command -> codes.put(command.getCorrelationId(), refused.getStatus().getCode()));
    }
    return codes;
  }

  private static void assertCell(Identity identity, Cell cell, Supplier<?> call) {
    int before = reached();
    Status.Code code = Status.Code.OK;
    try {
      var _ = call.get();
    } catch (StatusRuntimeException refused) {
      code = refused.getStatus().getCode();
    }
    assertEquals(cell.expected(), code, identity.name() + ", " + cell);
    if (cell.expected() != Status.Code.OK) {
      assertEquals(before, reached(), identity.name() + " got to a ring or the ledger: " + cell);
    }
  }

  private static List<Cell> cells(Identity identity, Set<String> operations) {
    return operations.stream()
        .flatMap(
            operation ->
                ACCOUNTS.stream()
                    .map(
                        accountId ->
                            new Cell(
                                operation, accountId, expected(identity, operation, accountId))))
        .toList();
  }

  private static SessionCommand.Builder command(Cell cell) {
    return EveryCommand.ALL.get(cell.operation()).apply(cell.accountId());
  }

  private static int reached() {
    return server.shard().published() + server.ledger().reads();
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

  private static ManagedChannel channel(TlsChannelCredentials.Builder credentials) {
    return Grpc.newChannelBuilder(server.address(), credentials.build()).build();
  }

  private static Channel channel(Identity identity) {
    Metadata headers = new Metadata();
    if (identity.authorization() != null) {
      headers.put(AUTHORIZATION, identity.authorization());
    }
    return ClientInterceptors.intercept(
        identity.name().equals(FLOOR) ? certified : channel,
        MetadataUtils.newAttachHeadersInterceptor(headers));
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
