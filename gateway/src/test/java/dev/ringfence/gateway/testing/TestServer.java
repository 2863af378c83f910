package dev.ringfence.gateway.testing;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.gateway.changes.ChangeFeed;
import dev.ringfence.gateway.grpc.AccountGrpcService;
import dev.ringfence.gateway.grpc.CallMetrics;
import dev.ringfence.gateway.grpc.CallerInterceptor;
import dev.ringfence.gateway.grpc.GrpcServer;
import dev.ringfence.gateway.grpc.GrpcServerConfig;
import dev.ringfence.gateway.grpc.SessionConfig;
import dev.ringfence.gateway.grpc.SessionGrpcService;
import dev.ringfence.gateway.grpc.WatchConfig;
import dev.ringfence.gateway.identity.Authenticator;
import dev.ringfence.gateway.ledger.LedgerReaderConfig;
import dev.ringfence.gateway.ledger.SharedLedger;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import java.io.IOException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The real gRPC server on a free port, over a fake shard and a fake ledger. */
public final class TestServer implements AutoCloseable {
  /** Held, or the JDK forgets its level: as in the product, a wrong client is no stack trace. */
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  static {
    GRPC.setLevel(Level.SEVERE);
  }

  private final FakeShard shard = new FakeShard();
  private final FakeLedger ledger = new FakeLedger();
  private volatile boolean serving = true;
  private final ChangeFeed changes = new ChangeFeed(1, _ -> serving);
  private final AccountGrpcService accounts;
  private final SessionGrpcService sessions;
  private final GrpcServer server;

  public TestServer() throws IOException {
    this(Authenticator.OPEN);
  }

  public TestServer(Authenticator authenticator) throws IOException {
    this(authenticator, InsecureServerCredentials.create());
  }

  public TestServer(Authenticator authenticator, SessionConfig sessionConfig) throws IOException {
    this(
        GrpcServerConfig.listeningOn("127.0.0.1", 0),
        authenticator,
        InsecureServerCredentials.create(),
        sessionConfig,
        WatchConfig.DEFAULT);
  }

  public TestServer(Authenticator authenticator, WatchConfig watchConfig) throws IOException {
    this(
        GrpcServerConfig.listeningOn("127.0.0.1", 0),
        authenticator,
        InsecureServerCredentials.create(),
        SessionConfig.DEFAULT,
        watchConfig);
  }

  public TestServer(Authenticator authenticator, ServerCredentials credentials) throws IOException {
    this(GrpcServerConfig.listeningOn("127.0.0.1", 0), authenticator, credentials);
  }

  public TestServer(
      GrpcServerConfig config, Authenticator authenticator, ServerCredentials credentials)
      throws IOException {
    this(config, authenticator, credentials, SessionConfig.DEFAULT, WatchConfig.DEFAULT);
  }

  private TestServer(
      GrpcServerConfig config,
      Authenticator authenticator,
      ServerCredentials credentials,
      SessionConfig sessionConfig,
      WatchConfig watchConfig)
      throws IOException {
    SharedLedger shared = new SharedLedger(ledger, LedgerReaderConfig.defaults());
    accounts = new AccountGrpcService(shard, shared, changes, watchConfig);
    changes.start();
    sessions = new SessionGrpcService(shard, shared, sessionConfig);
    server =
        new GrpcServer(
            config,
            credentials,
            List.of(
                CallerInterceptor.identifying(authenticator, accounts),
                CallerInterceptor.identifying(authenticator, sessions)),
            CallMetrics.NONE);
    server.start();
    server.serving();
  }

  public FakeShard shard() {
    return shard;
  }

  public FakeLedger ledger() {
    return ledger;
  }

  public AccountGrpcService accountService() {
    return accounts;
  }

  /** What watchers are told. */
  public ChangeFeed changes() {
    return changes;
  }

  /** As if the shard could not write any more. */
  public void stopServing() {
    serving = false;
  }

  public SessionGrpcService sessions() {
    return sessions;
  }

  /** Ends the open sessions, as a stop does. */
  public void stopSessions() {
    sessions.close();
  }

  public GrpcServer server() {
    return server;
  }

  public String address() {
    return "127.0.0.1:" + server.port();
  }

  /** An account with 900 free and 100 reserved, at version 3. */
  public static Answer fillAccount(Answer answer) {
    return answer
        .hasAccount(true)
        .currency(CurrencyCode.parse("USD"))
        .status(AccountStatus.ACTIVE)
        .balance(9_000_000)
        .reserved(1_000_000)
        .version(3);
  }

  @Override
  public void close() {
    changes.close();
    sessions.close();
    server.close();
    shard.close();
  }
}
