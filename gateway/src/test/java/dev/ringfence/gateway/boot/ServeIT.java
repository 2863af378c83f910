package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ringfence.api.v1.ApplyFillRequest;
import dev.ringfence.api.v1.DepositRequest;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.api.v1.OpenAccountRequest;
import dev.ringfence.api.v1.ReserveRequest;
import dev.ringfence.api.v1.Side;
import dev.ringfence.client.Answer;
import dev.ringfence.client.ClientConfig;
import dev.ringfence.client.NotDoneException;
import dev.ringfence.client.RingfenceClient;
import dev.ringfence.gateway.identity.ApiKey;
import dev.ringfence.gateway.identity.KeyHash;
import dev.ringfence.gateway.testing.TestIdentity;
import dev.ringfence.gateway.testing.TestPki;
import dev.ringfence.localstack.testing.Backends;
import dev.ringfence.localstack.testing.PostgresBackend;
import dev.ringfence.localstack.testing.Until;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ringfence serve} as an operator starts it: a file, a certificate, people with keys. */
@Timeout(240)
final class ServeIT {
  private static final long ACCOUNT = 4_711;
  private static final long BEYOND = 5;

  private final PostgresBackend postgres = Backends.freshDatabase();
  private final ApiKey orders = TestIdentity.newKey();
  private final ApiKey stranger = TestIdentity.newKey();
  @TempDir private Path folder;
  private TestIdentity identity;
  private Path authority;
  private RingfenceProcess serve;
  private JsonObject ready;

  @BeforeEach
  void start() throws Exception {
    TestPki pki = new TestPki("CN=Test Authority");
    authority = pki.writeAuthority(folder.resolve("ca.pem"));
    Path certificate = pki.writeCertificate(folder.resolve("server.pem"), "CN=server");
    identity = new TestIdentity(folder);
    identity.writeClients(
        """
        {"name": "orders", "apiKeys": [%s],
         "grants": [{"allow": ["all"], "accounts": ["1000-9223372036854775807"]}]}
        """
            .formatted(TestIdentity.stored(orders, KeyHash.NEVER)),
        """
        {"name": "alice", "tokenSubjects": ["alice"],
         "grants": [{"allow": ["read"], "accounts": ["all"]}]}
        """);
    Path config =
        Files.writeString(
            folder.resolve("ringfence.properties"),
            """
            node.name=serve-it
            shards=1
            database.url=%s
            database.user=%s
            grpc.host=127.0.0.1
            grpc.port=0
            http.port=0
            rehearsal.millis=200
            identity.clients.file=%s
            identity.jwks.file=%s
            identity.jwt.issuer=%s
            identity.jwt.audience=%s
            tls.certificate.file=%s
            tls.key.file=%s
            """
                .formatted(
                    postgres.jdbcUrl(),
                    postgres.user(),
                    identity.clientsFile(),
                    identity.jwksFile(),
                    TestIdentity.ISSUER,
                    TestIdentity.AUDIENCE,
                    certificate,
                    TestPki.key(certificate)));
    serve =
        RingfenceProcess.start(
            folder,
            Map.of(
                "RINGFENCE_LOG_FORMAT", "json", "RINGFENCE_DATABASE_PASSWORD", postgres.password()),
            "serve",
            "--config",
            config.toString());
    ready = serve.awaitReady();
  }

  @AfterEach
  void stop() throws Exception {
    serve.close();
  }

  @Test
  void shouldServeWhoItKnowsOverTlsAndKeepSecretsToItself() throws Exception {
    assumeTrue(Programs.isInstalled("curl"), "curl is not installed");
    String good = token(3_600);
    String expired = token(-3_600);

    driveALifeOverGrpc();
    driveALifeOverHttps();
    assertRefusals(good, expired);
    assertTellsOfAFileThatIsBroken();
    int exitCode = serve.stop();

    assertEquals(0, exitCode);
    String log = serve.errors();
    for (String line : log.lines().toList()) {
      JsonObject entry = JsonParser.parseString(line).getAsJsonObject();
      assertTrue(entry.has("level") && entry.has("formattedMessage"), line);
    }
    assertTrue(log.contains("Calls ended as PERMISSION_DENIED"), log);
    String said = log + serve.output();
    for (String secret : List.of(orders.secret(), stranger.secret(), good, expired)) {
      assertFalse(said.contains(secret), said);
    }
    assertTrue(
        postgres.password().isEmpty() || !said.contains(postgres.password()), "the password");
  }

  private void driveALifeOverGrpc() throws IOException {
    try (RingfenceClient client = RingfenceClient.connect(config(orders.text()))) {
      List<Answer> life =
          List.of(
              client
                  .blocking()
                  .openAccount(
                      OpenAccountRequest.newBuilder()
                          .setAccountId(ACCOUNT)
                          .setCurrency("USD")
                          .build()),
              client
                  .blocking()
                  .deposit(
                      DepositRequest.newBuilder().setAccountId(ACCOUNT).setAmount("100").build()),
              client
                  .blocking()
                  .reserve(
                      ReserveRequest.newBuilder()
                          .setAccountId(ACCOUNT)
                          .setOrderId("order-1")
                          .setAmount("60")
                          .build()),
              client
                  .blocking()
                  .applyFill(
                      ApplyFillRequest.newBuilder()
                          .setAccountId(ACCOUNT)
                          .setOrderId("order-1")
                          .setSymbol("ACME")
                          .setSide(Side.SIDE_BUY)
                          .setQuantity("2")
                          .setFillPrice("25")
                          .setLastFill(true)
                          .build()));

      life.forEach(answer -> assertTrue(answer.isAccepted(), answer::toString));
      Answer.Accepted last = (Answer.Accepted) life.getLast();
      assertEquals("50", last.result().getAccount().getBalance());
      assertEquals("25", last.result().getPosition().getAveragePrice());
    }
  }

  private void driveALifeOverHttps() throws Exception {
    Programs.Run run =
        Programs.run(
            Path.of("../examples/curl"),
            Map.of("CURL_CA_BUNDLE", authority.toString(), "TOKEN", orders.text()),
            "./order-life.sh",
            ready.get("http").getAsString());

    assertEquals(0, run.exitCode(), run::said);
  }

  private void assertRefusals(String good, String expired) throws Exception {
    assertTrue(page("/healthz").contains("ok    certificate  it is good until "), page("/healthz"));
    assertTrue(page("/metrics").contains("\nringfence_certificate_remaining_seconds "));
    assertEquals("200", status(orders.text(), ACCOUNT));
    assertEquals("200", status(good, ACCOUNT));
    assertEquals("401", status(stranger.text(), ACCOUNT));
    assertEquals("401", status(expired, ACCOUNT));
    assertEquals("403", status(orders.text(), BEYOND));
    assertEquals("UNAUTHENTICATED", refusal(stranger.text(), ACCOUNT));
    assertEquals("UNAUTHENTICATED", refusal(expired, ACCOUNT));
    assertEquals("PERMISSION_DENIED", refusal(orders.text(), BEYOND));
  }

  private void assertTellsOfAFileThatIsBroken() throws Exception {
    Files.writeString(identity.clientsFile(), "{");

    Until.holds("health names it", () -> page("/healthz").contains("clients.json can't be used"));
    assertTrue(page("/metrics").contains("\nringfence_files_not_in_force 1.0"));
    assertEquals("200", status(orders.text(), ACCOUNT), "what was in force before stays");
  }

  private String page(String path) throws Exception {
    return Programs.run(
            folder,
            Map.of("CURL_CA_BUNDLE", authority.toString()),
            "curl",
            "--silent",
            ready.get("http").getAsString() + path)
        .said();
  }

  /** Of a read over HTTPS. */
  private String status(String secret, long accountId) throws Exception {
    return Programs.run(
            folder,
            Map.of("CURL_CA_BUNDLE", authority.toString()),
            "curl",
            "--silent",
            "--output",
            "/dev/null",
            "--write-out",
            "%{http_code}",
            "-H",
            "Authorization: Bearer " + secret,
            ready.get("http").getAsString() + "/v1/accounts/" + accountId)
        .said();
  }

  /** Of a read over gRPC. */
  private String refusal(String secret, long accountId) throws IOException {
    try (RingfenceClient client = RingfenceClient.connect(config(secret))) {
      return assertThrows(
              NotDoneException.class,
              () ->
                  client
                      .blocking()
                      .getAccount(GetAccountRequest.newBuilder().setAccountId(accountId).build()))
          .problem()
          .getCode();
    }
  }

  private ClientConfig config(String secret) throws IOException {
    return ClientConfig.to(ready.get("grpc").getAsString())
        .withCredentials(
            TlsChannelCredentials.newBuilder().trustManager(authority.toFile()).build())
        .withToken(secret)
        .withCallTimeout(Duration.ofSeconds(30));
  }

  private String token(int seconds) {
    return TestIdentity.signed(
        identity.ec(),
        TestIdentity.claims("alice")
            .expirationTime(Date.from(Instant.now().plusSeconds(seconds)))
            .build());
  }
}
