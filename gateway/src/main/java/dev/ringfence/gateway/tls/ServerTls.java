package dev.ringfence.gateway.tls;

import dev.ringfence.gateway.watch.UnusableFileException;
import dev.ringfence.gateway.watch.WatchedFiles;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/**
 * TLS for the server's ports. New connections use new files within a second; those that are open
 * keep what they began with.
 */
public final class ServerTls implements AutoCloseable {
  private static final long LOOK_AGAIN_MILLIS = 1_000;

  private final TlsConfig config;
  private final InstantSource clock;
  private final CertificateLog log = new CertificateLog();
  private final AdvancedTlsX509KeyManager keyManager = new AdvancedTlsX509KeyManager();
  private final WatchedFiles<KeyPairFiles> keyPair;
  private final Optional<ClientAuthorities> authorities;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tls-watch").factory());

  /** The trust manager, and the file that tells it whom to trust. */
  private record ClientAuthorities(
      AdvancedTlsX509TrustManager trustManager, WatchedFiles<Boolean> file) {}

  /** Reads the files. */
  public ServerTls(TlsConfig config) {
    this(config, InstantSource.system());
  }

  ServerTls(TlsConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    keyPair =
        new WatchedFiles<>(
            List.of(config.certificateFile(), config.keyFile()),
            (contents, before) -> use(KeyPairFiles.read(contents), before),
            null);
    authorities = config.clientCaFile().map(ServerTls::authorities);
  }

  /** Says how long the certificate is good, and begins to look for changes of the files. */
  public void start() {
    lookAtTheClock();
    var _ =
        watch.scheduleWithFixedDelay(
            this::lookAgain, LOOK_AGAIN_MILLIS, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
  }

  void lookAgain() {
    keyPair.lookAgain();
    authorities.ifPresent(known -> known.file().lookAgain());
    lookAtTheClock();
  }

  private void lookAtTheClock() {
    log.look(term(), clock.instant());
  }

  /** How the certificate that callers see stands. */
  public CertificateTerm.State certificateState() {
    return term().at(clock.instant());
  }

  /** The same, in a few words. */
  public String describeCertificate() {
    return term().describe(clock.instant());
  }

  /** For how long it is still good; below zero once it has expired. */
  public Duration certificateLeft() {
    return term().left(clock.instant());
  }

  /** Files of which what they say now is not in force. */
  public List<String> filesNotInForce() {
    return Stream.concat(Stream.of(keyPair), authorities.stream().map(ClientAuthorities::file))
        .flatMap(watched -> watched.notInForce().stream())
        .toList();
  }

  private CertificateTerm term() {
    return keyPair.current().term();
  }

  /** For the gRPC port, where callers may show certificates. */
  public ServerCredentials grpcCredentials() {
    TlsServerCredentials.Builder credentials =
        TlsServerCredentials.newBuilder().keyManager(keyManager);
    authorities.ifPresent(
        known ->
            credentials
                .trustManager(known.trustManager())
                .clientAuth(
                    config.clientCertificateRequired() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL));
    return credentials.build();
  }

  /** For the HTTP port, where they show keys or tokens. */
  public SSLContext httpContext() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {keyManager}, null, null);
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every Java has TLS", impossible);
    }
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }

  /** One that callers refuse replaces none that they take: it came by mistake, or early. */
  private KeyPairFiles use(KeyPairFiles files, KeyPairFiles before) {
    if (before != null && isGood(before)) {
      switch (state(files)) {
        case EXPIRED ->
            throw new UnusableFileException(
                "the certificate has expired, at " + files.term().until());
        case NOT_YET_GOOD ->
            throw new UnusableFileException(
                "the certificate is good only from " + files.term().from() + " on");
        case GOOD, EXPIRES_SOON -> {}
      }
    }
    keyManager.updateIdentityCredentials(
        files.chain().toArray(X509Certificate[]::new), files.key());
    return files;
  }

  private boolean isGood(KeyPairFiles files) {
    return switch (state(files)) {
      case GOOD, EXPIRES_SOON -> true;
      case NOT_YET_GOOD, EXPIRED -> false;
    };
  }

  private CertificateTerm.State state(KeyPairFiles files) {
    return files.term().at(clock.instant());
  }

  private static ClientAuthorities authorities(Path file) {
    AdvancedTlsX509TrustManager trustManager;
    try {
      trustManager =
          AdvancedTlsX509TrustManager.newBuilder()
              // Callers are known by their subjects; where they call from says nothing.
              .setVerification(Verification.CERTIFICATE_ONLY_VERIFICATION)
              .build();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("A trust manager without certificates", impossible);
    }
    WatchedFiles<Boolean> watched =
        new WatchedFiles<>(
            List.of(file), (contents, _) -> trust(trustManager, contents.getFirst()), false);
    return new ClientAuthorities(trustManager, watched);
  }

  private static boolean trust(AdvancedTlsX509TrustManager trustManager, byte[] pem) {
    try {
      trustManager.updateTrustCredentials(KeyPairFiles.certificates(pem));
      return true;
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("Certificates that were read can't be used", impossible);
    }
  }
}
