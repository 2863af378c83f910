package dev.ringfence.gateway.grpc;

import static dev.ringfence.gateway.grpc.WatchTest.assertEnd;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.gateway.testing.RefusalDetails;
import dev.ringfence.gateway.testing.TestServer;
import dev.ringfence.localstack.testing.Until;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that are too large, too deep, or none. */
@Timeout(60)
final class HostileMessageTest {
  private static final int MOST_BYTES = 256 * 1024;
  private static final String TOO_LARGE = "RESOURCE_EXHAUSTED REQUEST_TOO_LARGE";
  private static final String UNREADABLE = "INVALID_ARGUMENT UNREADABLE_REQUEST";
  private static final GetAccountRequest REQUEST =
      GetAccountRequest.newBuilder().setAccountId(42).build();

  private TestServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer();
    server.shard().answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));
    channel = NettyChannelBuilder.forTarget(server.address()).usePlaintext().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void shouldTellThatMessagesAreTooLarge() {
    GetAccountRequest large = REQUEST.toBuilder().setSymbol("x".repeat(MOST_BYTES)).build();

    assertEnd(TOO_LARGE, failureOf(stub(), large));
    assertEnd(TOO_LARGE, failureOf(stub().withCompression("gzip"), large));
  }

  @Test
  void shouldRefuseMessagesThatAreFarTooLarge() {
    GetAccountRequest large = REQUEST.toBuilder().setSymbol("x".repeat(1_000_000)).build();

    // gRPC itself reads no more of it than its length, and tells no reason.
    assertEnd("RESOURCE_EXHAUSTED " + RefusalDetails.NONE, failureOf(stub(), large));
  }

  @Test
  void shouldRefuseMessagesThatAreTooLargeOnceUnpacked() {
    GetAccountRequest bomb = REQUEST.toBuilder().setSymbol("x".repeat(20_000_000)).build();

    assertEnd(TOO_LARGE, failureOf(stub().withCompression("gzip"), bomb));
  }

  @Test
  void shouldEndSessionsWhoseMessagesAreTooLarge() throws Exception {
    SessionClient client = new SessionClient(channel);
    client.send(SessionCommand.newBuilder().setGetAccount(REQUEST).build());
    client.awaitAnswers(1);

    client.send(
        SessionCommand.newBuilder()
            .setGetAccount(REQUEST.toBuilder().setSymbol("x".repeat(MOST_BYTES)))
            .build());

    assertEnd(TOO_LARGE, client.awaitFailure());
    Until.holds("the session is over", () -> server.sessions().openSessions() == 0);
  }

  @Test
  void shouldRefuseMessagesThatAreNestedTooDeeply() {
    UnknownFieldSet nested = UnknownFieldSet.getDefaultInstance();
    for (int level = 0; level < 1_000; level++) {
      nested =
          UnknownFieldSet.newBuilder()
              .addField(1_000, UnknownFieldSet.Field.newBuilder().addGroup(nested).build())
              .build();
    }
    GetAccountRequest deep = REQUEST.toBuilder().setUnknownFields(nested).build();

    assertEnd(UNREADABLE, failureOf(stub(), deep));
  }

  @Test
  void shouldRefuseMessagesThatAreNone() {
    UnknownFieldSet wrong =
        UnknownFieldSet.newBuilder()
            .addField(
                2,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFrom(new byte[] {(byte) 0xff, (byte) 0xfe}))
                    .build())
            .build();

    assertEnd(UNREADABLE, failureOf(stub(), REQUEST.toBuilder().setUnknownFields(wrong).build()));
  }

  private AccountServiceBlockingStub stub() {
    return AccountServiceGrpc.newBlockingStub(channel);
  }

  private static StatusRuntimeException failureOf(
      AccountServiceBlockingStub stub, GetAccountRequest request) {
    return assertThrows(
        StatusRuntimeException.class,
        () -> stub.withDeadlineAfter(10, TimeUnit.SECONDS).getAccount(request));
  }
}
