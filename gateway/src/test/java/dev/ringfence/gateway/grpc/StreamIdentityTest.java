package dev.ringfence.gateway.grpc;

import static dev.ringfence.gateway.grpc.WatchTest.assertEnd;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.SessionCommand;
import dev.ringfence.api.v1.SessionRequest;
import dev.ringfence.api.v1.SessionServiceGrpc;
import dev.ringfence.gateway.identity.ApiKey;
import dev.ringfence.gateway.identity.CredentialCheck;
import dev.ringfence.gateway.identity.KeyHash;
import dev.ringfence.gateway.testing.TestIdentity;
import dev.ringfence.gateway.testing.TestServer;
import dev.ringfence.localstack.testing.Until;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was shown when a stream began may be good no longer while it lasts. */
@Timeout(60)
final class StreamIdentityTest {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String ALL = "{\"allow\":[\"all\"],\"accounts\":[\"all\"]}";
  private static final String OTHERS = "{\"allow\":[\"all\"],\"accounts\":[\"1-9\"]}";

  private static final byte[] GARBAGE = {(byte) 0xff};
  private static final SessionConfig IMPATIENT = new SessionConfig(1_024, 256, 16_384, 500);
  private static final Marshaller<byte[]> BYTES =
      new Marshaller<>() {
        @Override
        public InputStream stream(byte[] bytes) {
          return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
          }
        }
      };

  private final ApiKey key = TestIdentity.newKey();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  @TempDir private Path folder;
  private TestIdentity files;
  private CredentialCheck check;
  private TestServer server;
  private ManagedChannel channel;
  private ManagedChannel narrow;

  @BeforeEach
  void start() throws Exception {
    files = new TestIdentity(folder);
    files.writeClients(client(ALL, key));
    check = new CredentialCheck(files.config(), now::get);
    check.start();
    server = new TestServer(check, IMPATIENT);
    server.shard().answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));
    channel = NettyChannelBuilder.forTarget(server.address()).usePlaintext().build();
    narrow =
        NettyChannelBuilder.forTarget(server.address())
            .usePlaintext()
            .flowControlWindow(64 * 1024)
            .build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    narrow.shutdownNow();
    server.close();
    check.close();
  }

  @Test
  void shouldEndStreamsWhoseTokenExpires() throws Exception {
    JWTClaimsSet claims =
        TestIdentity.claims("clerk")
            .expirationTime(Date.from(now.get().plusSeconds(3_600)))
            .build();
    Channel shown = showing(TestIdentity.signed(files.ec(), claims));
    SessionClient session = session(shown);
    WatchClient watch = watch(shown);

    now.updateAndGet(before -> before.plus(Duration.ofHours(2)));

    assertEnd("UNAUTHENTICATED CREDENTIALS_EXPIRED", session.awaitFailure());
    assertEnd("UNAUTHENTICATED CREDENTIALS_EXPIRED", watch.awaitEnd());
  }

  @Test
  void shouldEndStreamsWhoseKeyIsTakenBack() throws Exception {
    Channel shown = showing(key.text());
    SessionClient session = session(shown);
    WatchClient watch = watch(shown);

    files.writeClients(client(ALL, TestIdentity.newKey()));

    assertEnd("UNAUTHENTICATED CREDENTIALS_INVALID", session.awaitFailure());
    assertEnd("UNAUTHENTICATED CREDENTIALS_INVALID", watch.awaitEnd());
  }

  @Test
  void shouldAskAgainWhatTheClientMayDo() throws Exception {
    Channel shown = showing(key.text());
    SessionClient session = session(shown);
    WatchClient watch = watch(shown);

    files.writeClients(client(OTHERS, key));

    assertEnd("PERMISSION_DENIED PERMISSION_DENIED", watch.awaitEnd());
    int answers = 1;
    boolean refused = false;
    for (long latestNanos = System.nanoTime() + 20_000_000_000L;
        !refused && System.nanoTime() < latestNanos; ) {
      answers++;
      session.send(read(answers));
      refused = session.awaitAnswers(answers).getLast().hasProblem();
    }
    assertEquals("PERMISSION_DENIED", session.answers().getLast().getProblem().getReason());
  }

  /** It is about the others: whoever may open a session must not end the sweep of all. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldStillSweepTheOthersWhenASessionSendsWhatIsNoMessage(boolean reads) throws Exception {
    SessionClient session = session(showing(key.text()));

    ClientCall<byte[], byte[]> broken = rawSession(reads);
    Until.holds("both are with the shard", () -> server.shard().published() >= 2);
    broken.sendMessage(GARBAGE);
    Until.holds("the broken one is over", () -> server.sessions().openSessions() <= 1);

    files.writeClients(client(ALL, TestIdentity.newKey()));
    assertEnd("UNAUTHENTICATED CREDENTIALS_INVALID", session.awaitFailure());
  }

  /** One with more answers than whoever reads nothing has room for. */
  private ClientCall<byte[], byte[]> rawSession(boolean reads) {
    SessionRequest.Builder thousand = SessionRequest.newBuilder();
    for (int correlationId = 1; correlationId <= 1_000; correlationId++) {
      thousand.addCommands(read(correlationId));
    }
    ClientCall<byte[], byte[]> call =
        showing(key.text(), narrow)
            .newCall(
                SessionServiceGrpc.getSessionMethod().toBuilder(BYTES, BYTES).build(),
                CallOptions.DEFAULT);
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    if (reads) {
      call.request(Integer.MAX_VALUE);
    }
    for (int message = 0; message < 8; message++) {
      call.sendMessage(thousand.build().toByteArray());
    }
    return call;
  }

  /** One that serves already. */
  private static SessionClient session(Channel shown) throws InterruptedException {
    SessionClient session = new SessionClient(shown);
    session.send(read(1));
    session.awaitAnswers(1);
    return session;
  }

  /** One that has shown the account. */
  private static WatchClient watch(Channel shown) throws InterruptedException {
    WatchClient watch = WatchClient.of(shown, 42);
    watch.await(1);
    return watch;
  }

  private Channel showing(String secret) {
    return showing(secret, channel);
  }

  private static Channel showing(String secret, Channel channel) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + secret);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static SessionCommand read(int correlationId) {
    return SessionCommand.newBuilder()
        .setCorrelationId(correlationId)
        .setGetAccount(GetAccountRequest.newBuilder().setAccountId(42))
        .build();
  }

  private static String client(String grant, ApiKey key) {
    return "{\"name\":\"clerk\",\"tokenSubjects\":[\"clerk\"],\"apiKeys\":[%s],\"grants\":[%s]}"
        .formatted(TestIdentity.stored(key, KeyHash.NEVER), grant);
  }
}
