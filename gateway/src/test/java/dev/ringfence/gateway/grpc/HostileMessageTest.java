package dev.ringfence.gateway.grpc;

import static dev.ringfence.gateway.grpc.WatchTest.assertEnd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.api.v1.SessionRequest;
import dev.ringfence.gateway.identity.Authenticator;
import dev.ringfence.gateway.testing.LibraryComplaints;
import dev.ringfence.gateway.testing.RawHttp2;
import dev.ringfence.gateway.testing.RawHttp2.Frame;
import dev.ringfence.gateway.testing.RefusalDetails;
import dev.ringfence.gateway.testing.TestServer;
import dev.ringfence.localstack.testing.Until;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are too large, too deep, or none. */
@Timeout(60)
final class HostileMessageTest {
  private static final int MOST_BYTES = 256 * 1024;
  private static final String TOO_LARGE = "RESOURCE_EXHAUSTED REQUEST_TOO_LARGE";
  private static final String UNREADABLE = "INVALID_ARGUMENT UNREADABLE_REQUEST";
  private static final String SESSION = "ringfence.v1.SessionService/Session";
  private static final byte[] NO_MESSAGE = {(byte) 0xff, (byte) 0xff, (byte) 0xff};

  /** SETTINGS_INITIAL_WINDOW_SIZE: none of an answer may be sent. */
  private static final byte[] NO_WINDOW = {0, 4, 0, 0, 0, 0};

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

  @Test
  void shouldEndSessionsThatSendNonsenseThoughTheyReadNothing() throws Exception {
    try (RawHttp2 deaf = new RawHttp2(server.server().port())) {
      deaf.sendPreface();
      deaf.send(Frame.SETTINGS, 0, 0, NO_WINDOW);
      deaf.send(Frame.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.headersOf(SESSION));
      deaf.send(
          Frame.DATA,
          0,
          1,
          framed(
              SessionRequest.newBuilder()
                  .addCommands(SessionCommand.newBuilder().setGetAccount(REQUEST))
                  .build()
                  .toByteArray()));
      Until.holds("its answer waits to be read", () -> deaf.receives(Frame.HEADERS, 1, 1_000));

      deaf.send(Frame.DATA, 0, 1, framed(NO_MESSAGE));

      // It answers pings meanwhile, so that its connection is not taken for a dead one.
      Until.holds(
          "the session is over",
          () -> !deaf.receives(Frame.GOAWAY, 1, 20) && server.sessions().openSessions() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grpc.health.v1.Health/Check",
        "grpc.health.v1.Health/Watch",
        "grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
      })
  void shouldRefuseWhatIsNoMessageWhoeverAsks(String method) throws Exception {
    try (LibraryComplaints complaints = LibraryComplaints.ofGrpc();
        RawHttp2 stranger = new RawHttp2(server.server().port())) {
      stranger.sendPreface();
      stranger.send(Frame.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.headersOf(method));
      stranger.send(Frame.DATA, 0, 1, framed(NO_MESSAGE));

      assertTrue(stranger.receives(Frame.HEADERS, 1, 30_000));
      assertTrue(stranger.headers().contains("grpc-status"), stranger.headers());
      assertEquals(List.of(), complaints.said());
    }
  }

  @Test
  void shouldHaveNothingToSayWhenARefusedSessionSendsWhatIsNoMessage() throws Exception {
    SessionConfig one = new SessionConfig(1, 1, 1_000, 3_600_000);
    try (TestServer crowded = new TestServer(Authenticator.OPEN, one);
        LibraryComplaints complaints = LibraryComplaints.ofGrpc();
        RawHttp2 greedy = new RawHttp2(crowded.server().port())) {
      greedy.sendPreface();
      byte[] headers = RawHttp2.headersOf(SESSION);
      greedy.send(Frame.HEADERS, RawHttp2.END_HEADERS, 1, headers);
      Until.holds("one is open", () -> crowded.sessions().openSessions() == 1);

      // Together, so that the message is read before the refusal was written.
      ByteArrayOutputStream both = new ByteArrayOutputStream();
      both.writeBytes(RawHttp2.bytes(Frame.HEADERS, RawHttp2.END_HEADERS, 3, headers));
      both.writeBytes(RawHttp2.bytes(Frame.DATA, 0, 3, framed(NO_MESSAGE)));
      greedy.sendBytes(both.toByteArray());

      assertTrue(greedy.receives(Frame.HEADERS, 1, 30_000));
      assertEquals(List.of(), complaints.said());
    }
  }

  /** As gRPC puts it on the wire: not compressed, and so many bytes. */
  private static byte[] framed(byte[] message) {
    return ByteBuffer.allocate(5 + message.length)
        .put((byte) 0)
        .putInt(message.length)
        .put(message)
        .array();
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
