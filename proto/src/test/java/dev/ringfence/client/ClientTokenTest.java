package dev.ringfence.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import dev.ringfence.api.v1.DepositRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class ClientTokenTest {
  /** Time for a connection, as only then a token is asked for. */
  private static final Duration BRIEF = Duration.ofSeconds(3);

  private FaultyServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FaultyServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.7:7400",
        "ringfence.example:7400",
        "dns:///ringfence.example:7400",
        "127.0.0.1:7400,10.0.0.7:7400",
        "127.0.0.1.example:7400",
        "127.example:7400",
        "[2001:db8::1]:7400"
      })
  void shouldRefuseToShowATokenToTheNetwork(String targets) {
    ClientConfig config = ClientConfig.to(targets).withToken("secret-of-mine");

    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> RingfenceClient.connect(config));

    assertTrue(refusal.getMessage().contains("plain text"), refusal::getMessage);
    assertFalse(refusal.getMessage().contains("secret-of-mine"), refusal::getMessage);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1:7400", "localhost:7400", "[::1]:7400", "dns:///127.0.0.1:7400"})
  void shouldShowATokenToThisMachine(String target) {
    RingfenceClient.connect(ClientConfig.to(target).withToken("secret")).close();
  }

  @Test
  void shouldShowATokenToTheNetworkWhereThatIsMeant() {
    ClientConfig config = ClientConfig.to("10.0.0.7:7400").withToken("secret");

    RingfenceClient.connect(config.withPlaintextAllowed(true)).close();
    RingfenceClient.connect(config.withCredentials(TlsChannelCredentials.create())).close();
    RingfenceClient.connect(config.withToken("")).close();
  }

  @Test
  void shouldShowATokenWithoutTheLineEndOfItsFile() {
    try (RingfenceClient client = connect(server.config().withToken("secret-of-mine\n"))) {
      assertTrue(client.blocking().deposit(deposit()).isAccepted());
    }

    assertEquals(List.of("Bearer secret-of-mine"), server.shown());
  }

  @Test
  void shouldNeitherShowNorLogWhatIsNoToken() {
    List<LogRecord> logged = new CopyOnWriteArrayList<>();
    Handler handler = new Logged(logged);
    Logger root = Logger.getLogger("io.grpc");
    root.addHandler(handler);
    try (RingfenceClient client = connect(server.config().withToken("secret\nof mine"))) {
      NotDoneException failure =
          assertThrows(NotDoneException.class, () -> client.blocking().deposit(deposit()));

      assertEquals("UNAUTHENTICATED", failure.problem().getCode());
      assertFalse(failure.getMessage().contains("of mine"), failure::getMessage);
    } finally {
      root.removeHandler(handler);
    }

    assertEquals(List.of(), server.shown());
    assertEquals(List.of(), logged.stream().map(LogRecord::getMessage).toList());
  }

  /** What gRPC logs as a warning. */
  private static final class Logged extends Handler {
    private final List<LogRecord> records;

    Logged(List<LogRecord> records) {
      this.records = records;
      setLevel(Level.WARNING);
    }

    @Override
    public void publish(LogRecord record) {
      if (isLoggable(record)) {
        records.add(record);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void shouldReadTheTokenAgainWhenItHasExpired() {
    AtomicInteger number = new AtomicInteger();
    try (RingfenceClient client =
        connect(server.config().withToken(() -> "token-" + number.incrementAndGet()))) {
      assertTrue(client.blocking().deposit(deposit()).isAccepted());
      server.endStreams(unauthenticated("CREDENTIALS_EXPIRED"));

      assertTrue(client.blocking().deposit(deposit()).isAccepted());
    }

    assertEquals(List.of("Bearer token-1", "Bearer token-2"), server.shown());
  }

  @Test
  void shouldSayNotDoneWhenTheNextTokenHasExpiredToo() {
    try (RingfenceClient client = connect(server.config().withToken("old"))) {
      assertTrue(client.blocking().deposit(deposit()).isAccepted());
      server.refuseStreams(unauthenticated("CREDENTIALS_EXPIRED"));
      server.endStreams(unauthenticated("CREDENTIALS_EXPIRED"));

      NotDoneException failure =
          assertThrows(NotDoneException.class, () -> client.blocking().deposit(deposit()));

      assertEquals("CREDENTIALS_EXPIRED", failure.problem().getReason());
    }
  }

  @Test
  void shouldTryAgainWhenNoTokenCanBeHad() {
    AtomicInteger number = new AtomicInteger();
    try (RingfenceClient client =
        connect(
            server
                .config()
                .withToken(
                    () -> {
                      if (number.incrementAndGet() < 3) {
                        throw new IllegalStateException("secret-of-mine");
                      }
                      return "fresh";
                    }))) {
      assertTrue(client.blocking().deposit(deposit()).isAccepted());
    }

    assertEquals(List.of("Bearer fresh"), server.shown());
  }

  @Test
  void shouldNotTellWhyNoTokenCouldBeHad() {
    ClientConfig config =
        server
            .config()
            .withCallTimeout(BRIEF)
            .withToken(
                () -> {
                  throw new IllegalStateException("secret-of-mine");
                });
    try (RingfenceClient client = connect(config)) {
      NotDoneException failure =
          assertThrows(NotDoneException.class, () -> client.blocking().deposit(deposit()));

      assertTrue(failure.getMessage().contains("No token could be had"), failure::getMessage);
      assertFalse(failure.getMessage().contains("secret-of-mine"), failure::getMessage);
    }
  }

  private static RingfenceClient connect(ClientConfig config) {
    return RingfenceClient.connect(config);
  }

  private static StatusRuntimeException unauthenticated(String reason) {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.UNAUTHENTICATED.value())
            .addDetails(
                Any.pack(ErrorInfo.newBuilder().setDomain("ringfence").setReason(reason).build()))
            .build());
  }

  private static DepositRequest deposit() {
    return DepositRequest.newBuilder().setAccountId(42).setAmount("1").build();
  }
}
