package dev.ringfence.gateway.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.GetAccountRequest;
import dev.ringfence.gateway.identity.CredentialCheck;
import dev.ringfence.gateway.testing.TestIdentity;
import dev.ringfence.gateway.testing.TestPki;
import dev.ringfence.gateway.testing.TestServer;
import dev.ringfence.gateway.watch.UnusableFileException;
import dev.ringfence.gateway.watch.WatchedFiles;
import dev.ringfence.journal.testing.LogLines;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ServerTlsTest {
  private static final Duration DAYS_14 = Duration.ofDays(14);
  private static final Duration DAYS_90 = Duration.ofDays(90);

  @TempDir private Path folder;
  private final TestPki pki = new TestPki("CN=Test Authority");
  private final TestPki foreign = new TestPki("CN=Test Authority");
  private Path authority;
  private Path certificate;
  private ServerTls tls;
  private CredentialCheck identity;
  private TestServer server;

  @BeforeEach
  void begin() throws Exception {
    authority = pki.writeAuthority(folder.resolve("ca.pem"));
    certificate = pki.writeCertificate(folder.resolve("server.pem"), "CN=server");
    tls = new ServerTls(config(false));
    TestIdentity files = new TestIdentity(folder);
    files.writeClients(
        """
        {"name": "orders", "certificates": ["CN=orders,O=Example"],
         "grants": [{"allow": ["read"], "accounts": ["42"]}]}
        """);
    identity = new CredentialCheck(files.config(), InstantSource.system());
    server = new TestServer(identity, tls.grpcCredentials());
    server.shard().answerWith(command -> TestServer.fillAccount(command.answer().accepted(true)));
  }

  @AfterEach
  void end() {
    server.close();
    identity.close();
    tls.close();
  }

  @Test
  void shouldKnowCallersByTheirCertificates() throws Exception {
    Path orders = pki.writeCertificate(folder.resolve("orders.pem"), "CN=orders,O=Example");
    Path stranger = pki.writeCertificate(folder.resolve("stranger.pem"), "CN=orders,O=Other");

    assertEquals(Status.Code.OK, outcome(trusting(authority, orders)));
    assertEquals(Status.Code.PERMISSION_DENIED, outcome(trusting(authority, stranger)));
    assertEquals(Status.Code.UNAUTHENTICATED, outcome(trusting(authority, null)));
  }

  @Test
  void shouldLetEverybodyInWhenManyComeAtOnce() throws Exception {
    Path orders = pki.writeCertificate(folder.resolve("orders.pem"), "CN=orders,O=Example");

    // The first one teaches this machine what the others have no time for.
    assertEquals(Status.Code.OK, outcome(trusting(authority, orders)));

    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Status.Code>> outcomes = new ArrayList<>();
      for (int number = 0; number < 32; number++) {
        outcomes.add(callers.submit(() -> outcome(trusting(authority, orders))));
      }
      for (Future<Status.Code> outcome : outcomes) {
        assertEquals(Status.Code.OK, outcome.get());
      }
    }
  }

  @Test
  void shouldRefuseConnectionsThatAreNotWhatTheyShouldBe() throws Exception {
    Path forged = foreign.writeCertificate(folder.resolve("forged.pem"), "CN=orders,O=Example");

    assertEquals(Status.Code.UNAVAILABLE, outcome(trusting(authority, forged)));
    assertEquals(
        Status.Code.UNAVAILABLE,
        outcome(trusting(foreign.writeAuthority(folder.resolve("foreign.pem")), null)));
    assertEquals(
        Status.Code.UNAVAILABLE,
        outcome(
            Grpc.newChannelBuilder(server.address(), InsecureChannelCredentials.create()).build()));
  }

  @Test
  void shouldRefuseConnectionsWithoutCertificateWhereOneIsRequired() throws Exception {
    try (ServerTls strict = new ServerTls(config(true));
        TestServer strictServer = new TestServer(identity, strict.grpcCredentials())) {
      assertEquals(
          Status.Code.UNAVAILABLE,
          outcome(
              channel(
                  strictServer,
                  TlsChannelCredentials.newBuilder().trustManager(authority.toFile()))));
    }
  }

  @Test
  void shouldUseANewCertificateAsSoonAsItsKeyIsThereToo() throws Exception {
    TestPki next = new TestPki("CN=Next Authority");
    Path nextAuthority = next.writeAuthority(folder.resolve("next-ca.pem"));
    Path replacement = next.writeCertificate(folder.resolve("next.pem"), "CN=server");

    Files.copy(replacement, certificate, StandardCopyOption.REPLACE_EXISTING);
    tls.lookAgain();
    assertEquals(Status.Code.UNAUTHENTICATED, outcome(trusting(authority, null)), "the old pair");

    Files.copy(
        TestPki.key(replacement), TestPki.key(certificate), StandardCopyOption.REPLACE_EXISTING);
    tls.lookAgain();
    assertEquals(Status.Code.UNAUTHENTICATED, outcome(trusting(nextAuthority, null)));
    assertEquals(Status.Code.UNAVAILABLE, outcome(trusting(authority, null)));
  }

  @Test
  void shouldTrustANewAuthorityAndNoMoreTheOld() throws Exception {
    Path orders = pki.writeCertificate(folder.resolve("orders.pem"), "CN=orders,O=Example");
    Path clientAuthority = folder.resolve("client-ca.pem");
    foreign.writeAuthority(clientAuthority);
    tls.lookAgain();

    assertEquals(Status.Code.UNAVAILABLE, outcome(trusting(authority, orders)));
  }

  @Test
  void shouldRefuseToBeginWithFilesThatDoNotFit() throws Exception {
    Path other = pki.writeCertificate(folder.resolve("other.pem"), "CN=other");
    TlsConfig mixed = new TlsConfig(certificate, TestPki.key(other), Optional.empty(), false);
    TlsConfig swapped =
        new TlsConfig(TestPki.key(certificate), certificate, Optional.empty(), false);

    UnusableFileException refusal =
        assertThrows(UnusableFileException.class, () -> new ServerTls(mixed));
    assertTrue(refusal.getMessage().contains("does not belong"), refusal.getMessage());
    assertThrows(UnusableFileException.class, () -> new ServerTls(swapped));
  }

  @Test
  void shouldSayHowItsCertificateStandsWheneverThatChangesAndAgainEachHour() throws Exception {
    Instant from = Instant.parse("2026-11-01T00:00:00Z");
    Path dated =
        pki.writeCertificate(folder.resolve("dated.pem"), "CN=server", from, from.plus(DAYS_90));
    AtomicReference<Instant> now = new AtomicReference<>(from.minusSeconds(1));
    List<String> said = new ArrayList<>();

    try (ServerTls aging = new ServerTls(configOf(dated), now::get);
        LogLines lines = new LogLines(ServerTls.class)) {
      for (Instant next :
          List.of(
              from.minusSeconds(1),
              from,
              from.plus(DAYS_90).minus(DAYS_14),
              from.plus(DAYS_90).minus(DAYS_14).plusSeconds(1),
              from.plus(DAYS_90),
              from.plus(DAYS_90).plusSeconds(1),
              from.plus(DAYS_90).plusSeconds(3_600),
              from.plus(DAYS_90).plusSeconds(3_601))) {
        now.set(next);
        aging.lookAgain();
        aging.lookAgain();
        said.add(aging.certificateState() + " " + lines.take());
      }
      assertEquals(-3_601, aging.certificateLeft().toSeconds());
      assertTrue(aging.describeCertificate().contains("2027-01-30T00:00:00Z"));
    }

    assertEquals(
        List.of(
            "NOT_YET_GOOD [ERROR]",
            "GOOD [INFO]",
            "GOOD []",
            "EXPIRES_SOON [WARN]",
            "EXPIRES_SOON [WARN]",
            "EXPIRED [ERROR]",
            "EXPIRED []",
            "EXPIRED [ERROR]"),
        said);
  }

  @Test
  void shouldKeepAGoodCertificateWhereOneIsPutThatHasExpired() throws Exception {
    Instant now = Instant.now();
    Path expired =
        pki.writeCertificate(
            folder.resolve("expired.pem"), "CN=server", now.minus(DAYS_90), now.minusSeconds(60));
    try (LogLines lines = new LogLines(WatchedFiles.class)) {
      Files.copy(expired, certificate, StandardCopyOption.REPLACE_EXISTING);
      Files.copy(
          TestPki.key(expired), TestPki.key(certificate), StandardCopyOption.REPLACE_EXISTING);
      tls.lookAgain();
      assertEquals("[ERROR]", lines.take());
    }

    assertEquals(CertificateTerm.State.GOOD, tls.certificateState());
    assertEquals(Status.Code.UNAUTHENTICATED, outcome(trusting(authority, null)));
    try (ServerTls begun = new ServerTls(config(false))) {
      assertEquals(CertificateTerm.State.EXPIRED, begun.certificateState(), "there is no other");
    }
  }

  @Test
  void shouldUseACertificateThatIsPutThereEarlyOnceItIsGood() throws Exception {
    Instant now = Instant.now();
    Instant tomorrow = now.plus(Duration.ofDays(1));
    Path early =
        pki.writeCertificate(
            folder.resolve("early.pem"), "CN=server", tomorrow, tomorrow.plus(DAYS_90));
    AtomicReference<Instant> clock = new AtomicReference<>(now);
    try (ServerTls rotated = new ServerTls(configOf(certificate), clock::get);
        LogLines lines = new LogLines(WatchedFiles.class)) {
      Files.copy(early, certificate, StandardCopyOption.REPLACE_EXISTING);
      Files.copy(TestPki.key(early), TestPki.key(certificate), StandardCopyOption.REPLACE_EXISTING);
      rotated.lookAgain();
      rotated.lookAgain();

      assertEquals(CertificateTerm.State.GOOD, rotated.certificateState(), "the one before");
      assertEquals("[ERROR]", lines.take(), "once");
      assertEquals(2, rotated.filesNotInForce().size(), "certificate and key");

      clock.set(tomorrow.plusSeconds(1));
      rotated.lookAgain();
      assertEquals("[INFO]", lines.take());
      assertEquals(List.of(), rotated.filesNotInForce());
      assertEquals(DAYS_90.toDays(), rotated.certificateLeft().plusSeconds(60).toDays(), "the new");
    }
  }

  private static TlsConfig configOf(Path certificateFile) {
    return new TlsConfig(certificateFile, TestPki.key(certificateFile), Optional.empty(), false);
  }

  private TlsConfig config(boolean required) throws Exception {
    Path clientAuthority = pki.writeAuthority(folder.resolve("client-ca.pem"));
    return new TlsConfig(
        certificate, TestPki.key(certificate), Optional.of(clientAuthority), required);
  }

  private ManagedChannel trusting(Path trusted, Path shown) throws Exception {
    TlsChannelCredentials.Builder credentials =
        TlsChannelCredentials.newBuilder().trustManager(trusted.toFile());
    if (shown != null) {
      credentials.keyManager(shown.toFile(), TestPki.key(shown).toFile());
    }
    return channel(server, credentials);
  }

  private static ManagedChannel channel(
      TestServer server, TlsChannelCredentials.Builder credentials) {
    return Grpc.newChannelBuilder(server.address(), credentials.build()).build();
  }

  private static Status.Code outcome(ManagedChannel channel) {
    try {
      var _ =
          AccountServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(10, TimeUnit.SECONDS)
              .getAccount(GetAccountRequest.newBuilder().setAccountId(42).build());
      return Status.Code.OK;
    } catch (StatusRuntimeException failure) {
      return failure.getStatus().getCode();
    } finally {
      channel.shutdownNow();
    }
  }
}
