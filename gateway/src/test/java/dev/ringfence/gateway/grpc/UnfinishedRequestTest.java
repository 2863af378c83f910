package dev.ringfence.gateway.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.GetAccountResponse;
import dev.ringfence.gateway.identity.Authenticator;
import dev.ringfence.gateway.testing.RawHttp2;
import dev.ringfence.gateway.testing.RawHttp2.Frame;
import dev.ringfence.gateway.testing.RefusalDetails;
import dev.ringfence.gateway.testing.TestServer;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers who begin and never say that this was all. */
@Timeout(60)
final class UnfinishedRequestTest {
  private static final int REQUEST_MILLIS = 500;
  private static final int NO_LIMIT_MILLIS = 300_000;
  private static final int WITHIN_MILLIS = 30_000;
  private static final long NO_LIMIT_BYTES = Long.MAX_VALUE;
  private static final long LITTLE_BYTES = 8 * 1_024 * 1_024;
  private static final String HEALTH = "grpc.health.v1.Health/Check";
  private static final String GET_ACCOUNT = "ringfence.v1.AccountService/GetAccount";
  private static final String SESSION = "ringfence.v1.SessionService/Session";

  /** The head of a message of 1,000 bytes, and the first of them. */
  private static final byte[] BEGINNING =
      ByteBuffer.allocate(6).put((byte) 0).putInt(1_000).array();

  private static final byte[] NO_COMMANDS = new byte[5];

  private static final GetAccountRequest REQUEST =
      GetAccountRequest.newBuilder().setAccountId(42).build();

  private static final byte[] WHOLE =
      ByteBuffer.allocate(5 + REQUEST.getSerializedSize())
          .put((byte) 0)
          .putInt(REQUEST.getSerializedSize())
          .put(REQUEST.toByteArray())
          .array();

  private final List<AutoCloseable> open = new ArrayList<>();
  private TestServer server;

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    server.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldRefuseCallsThatAreNotSentToTheirEnd(boolean withMessage) throws Exception {
    start(REQUEST_MILLIS, NO_LIMIT_BYTES);
    ManagedChannel channel = NettyChannelBuilder.forTarget(server.address()).usePlaintext().build();
    open.add(channel::shutdownNow);

    RefusalDetails refusal = refusalOfHalfCall(channel, withMessage);

    assertEquals("RESOURCE_EXHAUSTED REQUEST_UNFINISHED", refusal.codeAndReason());
    assertTrue(refusal.hasAdvice());
    assertEquals(0, server.shard().published());
  }

  @Test
  void shouldRefuseCallsWhoseMessageIsNotSentToItsEnd() throws Exception {
    start(REQUEST_MILLIS, NO_LIMIT_BYTES);
    try (RawHttp2 slow = new RawHttp2(server.server().port())) {
      begin(slow, 1, GET_ACCOUNT, BEGINNING);

      assertTrue(slow.receives(Frame.HEADERS, 1, WITHIN_MILLIS));
      assertTrue(slow.headers().contains("not sent to its end"), slow::headers);
    }
  }

  @Test
  void shouldEndSessionsWhoseMessagesAreNotSentToTheirEnd() throws Exception {
    start(REQUEST_MILLIS, NO_LIMIT_BYTES);
    try (RawHttp2 quiet = new RawHttp2(server.server().port());
        RawHttp2 slow = new RawHttp2(server.server().port())) {
      begin(quiet, 1, SESSION, NO_COMMANDS);
      begin(slow, 1, SESSION, BEGINNING);

      assertTrue(slow.receives(Frame.HEADERS, 1, WITHIN_MILLIS));
      assertTrue(slow.headers().contains("not sent to its end"), slow::headers);
      assertFalse(quiet.receives(Frame.HEADERS, 1, 2 * REQUEST_MILLIS), quiet::headers);
      assertEquals(1, server.sessions().openSessions());
    }
  }

  @Test
  void shouldMakeRoomAtTheCostOfThoseWhoTakeMost() throws Exception {
    start(NO_LIMIT_MILLIS, LITTLE_BYTES);
    List<RawHttp2> others = connections(8);
    for (RawHttp2 other : others) {
      begin(other, 1, GET_ACCOUNT, WHOLE);
    }
    List<RawHttp2> strangers = connections(8);

    for (RawHttp2 stranger : strangers) {
      for (int call = 0; call < FewAtOnce.MOST_PER_CONNECTION; call++) {
        begin(stranger, 2 * call + 1, HEALTH, BEGINNING);
      }
    }

    for (RawHttp2 stranger : strangers) {
      assertTrue(stranger.receives(Frame.HEADERS, 1, WITHIN_MILLIS));
    }
    for (RawHttp2 other : others) {
      other.send(Frame.DATA, RawHttp2.END_STREAM, 1, new byte[0]);
      assertTrue(other.receives(Frame.DATA, 1, WITHIN_MILLIS), other::headers);
    }
  }

  @Test
  void shouldCloseStreamsThatWereAnsweredBeforeTheirCallersAreDone() throws Exception {
    start(NO_LIMIT_MILLIS, NO_LIMIT_BYTES);
    try (RawHttp2 stranger = new RawHttp2(server.server().port())) {
      stranger.sendPreface();
      stranger.send(
          Frame.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.headersOf("no.such.Service/Method"));

      assertTrue(stranger.receives(Frame.RST_STREAM, 1, WITHIN_MILLIS));
      assertEquals(1, stranger.received(Frame.HEADERS));
      assertFalse(stranger.isClosedWithin(1));
    }
  }

  private void start(long requestMillis, long maxUnfinishedBytes) throws IOException {
    GrpcServerConfig config =
        new GrpcServerConfig(
            "127.0.0.1",
            0,
            256 * 1024,
            8 * 1024,
            requestMillis,
            NO_LIMIT_MILLIS,
            maxUnfinishedBytes,
            100,
            1_000,
            1_000,
            10,
            NO_LIMIT_MILLIS,
            NO_LIMIT_MILLIS,
            NO_LIMIT_MILLIS,
            10_000,
            5_000,
            100);
    server = new TestServer(config, Authenticator.OPEN, InsecureServerCredentials.create());
    server.shard().answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));
  }

  private List<RawHttp2> connections(int count) throws IOException {
    List<RawHttp2> connections = new ArrayList<>();
    while (connections.size() < count) {
      connections.add(new RawHttp2(server.server().port()));
    }
    open.addAll(connections);
    return connections;
  }

  private static void begin(RawHttp2 connection, int stream, String method, byte[] sent)
      throws IOException {
    if (stream == 1) {
      connection.sendPreface();
    }
    connection.send(Frame.HEADERS, RawHttp2.END_HEADERS, stream, RawHttp2.headersOf(method));
    connection.send(Frame.DATA, 0, stream, sent);
  }

  private static RefusalDetails refusalOfHalfCall(ManagedChannel channel, boolean withMessage)
      throws Exception {
    // Or the client would send nothing until it has all.
    MethodDescriptor<GetAccountRequest, GetAccountResponse> method =
        AccountServiceGrpc.getGetAccountMethod().toBuilder()
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .build();
    CompletableFuture<RefusalDetails> refusal = new CompletableFuture<>();
    ClientCall<GetAccountRequest, GetAccountResponse> call =
        channel.newCall(method, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            refusal.complete(RefusalDetails.of(status.asRuntimeException(trailers)));
          }
        },
        new Metadata());
    if (withMessage) {
      call.sendMessage(REQUEST);
    }
    return refusal.get(WITHIN_MILLIS, TimeUnit.MILLISECONDS);
  }
}
