package dev.ringfence.gateway.testing;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.gateway.grpc.AccountGrpcService;
import dev.ringfence.gateway.grpc.CallerInterceptor;
import dev.ringfence.gateway.grpc.GrpcServer;
import dev.ringfence.gateway.grpc.GrpcServerConfig;
import dev.ringfence.gateway.identity.Authenticator;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import java.io.IOException;

/** The real gRPC server on a free port, over a fake shard and a fake ledger. */
public final class TestServer implements AutoCloseable {
  private final FakeShard shard = new FakeShard();
  private final FakeLedger ledger = new FakeLedger();
  private final GrpcServer server;

  public TestServer() throws IOException {
    this(Authenticator.OPEN);
  }

  public TestServer(Authenticator authenticator) throws IOException {
    this(authenticator, InsecureServerCredentials.create());
  }

  public TestServer(Authenticator authenticator, ServerCredentials credentials) throws IOException {
    this(GrpcServerConfig.listeningOn("127.0.0.1", 0), authenticator, credentials);
  }

  public TestServer(
      GrpcServerConfig config, Authenticator authenticator, ServerCredentials credentials)
      throws IOException {
    server =
        new GrpcServer(
            config,
            credentials,
            CallerInterceptor.identifying(authenticator, new AccountGrpcService(shard, ledger)));
    server.start();
    server.serving();
  }

  public FakeShard shard() {
    return shard;
  }

  public FakeLedger ledger() {
    return ledger;
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
    server.close();
    shard.close();
  }
}
