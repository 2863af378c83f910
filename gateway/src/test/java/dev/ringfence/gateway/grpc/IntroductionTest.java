package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.identity.Credentials;
import dev.ringfence.gateway.identity.Identified;
import dev.ringfence.gateway.testing.TestServer;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is introduced is let in; nobody can do that from outside. */
@Timeout(30)
final class IntroductionTest {
  private static final Introduction FRIEND =
      new Introduction(Caller.EVERYBODY, new Credentials(Optional.empty(), Optional.empty()));

  private TestServer server;
  private ManagedChannel network;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(_ -> Identified.Unknown.MISSING);
    server.shard().answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));
    network =
        NettyChannelBuilder.forAddress("127.0.0.1", server.server().port()).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    network.shutdownNow();
    server.close();
  }

  @Test
  void shouldTakeTheWordOfThisProcess() {
    assertEquals(42, account(FRIEND.over(server.server().localChannel())));
  }

  @Test
  void shouldNotTakeTheWordOfTheNetwork() {
    Metadata forged = new Metadata();
    forged.put(
        Metadata.Key.of(Introduction.KEY.name(), Metadata.BINARY_BYTE_MARSHALLER),
        "EVERYBODY".getBytes(StandardCharsets.UTF_8));
    Channel forger =
        ClientInterceptors.intercept(network, MetadataUtils.newAttachHeadersInterceptor(forged));

    assertUnauthenticated(forger);
    assertUnauthenticated(FRIEND.over(network));
    assertUnauthenticated(server.server().localChannel());
  }

  private static void assertUnauthenticated(Channel channel) {
    Status status = assertThrows(StatusRuntimeException.class, () -> account(channel)).getStatus();
    assertEquals(Status.Code.UNAUTHENTICATED, status.getCode());
  }

  private static long account(Channel channel) {
    return AccountServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .getAccount(GetAccountRequest.newBuilder().setAccountId(42).build())
        .getResult()
        .getAccount()
        .getAccountId();
  }
}
