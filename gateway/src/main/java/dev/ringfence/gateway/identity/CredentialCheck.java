package dev.ringfence.gateway.identity;

import dev.ringfence.gateway.watch.UnusableFileException;
import dev.ringfence.gateway.watch.WatchedFiles;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Tells who calls, by API key, token or certificate. What a call sends with it weighs more than the
 * certificate of its connection: a proxy with a certificate of its own may carry many callers.
 */
public final class CredentialCheck implements Authenticator, AutoCloseable {
  private static final String SCHEME = "bearer ";
  private static final long LOOK_AGAIN_MILLIS = 1_000;

  private final InstantSource clock;
  private final WatchedFiles<Clients> clients;
  private final Optional<WatchedFiles<TokenCheck>> tokens;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("identity-watch").factory());

  /**
   * Reads the files.
   *
   * @throws UnusableFileException if one of them can't be used
   */
  public CredentialCheck(IdentityConfig config, InstantSource clock) {
    this.clock = clock;
    clients =
        new WatchedFiles<>(
            List.of(config.clientsFile()),
            (contents, before) -> ClientsReader.read(contents.getFirst(), before),
            new Clients(List.of()));
    tokens =
        config
            .tokens()
            .map(
                source ->
                    new WatchedFiles<>(
                        List.of(source.jwksFile()),
                        (contents, _) -> TokenCheck.of(contents.getFirst(), source, clock),
                        null));
  }

  /** Begins to look for changes of the files. */
  public void start() {
    var _ =
        watch.scheduleWithFixedDelay(
            this::lookAgain, LOOK_AGAIN_MILLIS, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
  }

  void lookAgain() {
    clients.lookAgain();
    tokens.ifPresent(WatchedFiles::lookAgain);
  }

  /** Files of which what they say now is not in force. */
  public List<String> filesNotInForce() {
    return Stream.concat(Stream.of(clients), tokens.stream())
        .flatMap(watched -> watched.notInForce().stream())
        .toList();
  }

  @Override
  public Identified identify(Credentials credentials) {
    return identify(credentials, new Patience(System::nanoTime));
  }

  @Override
  public Identified identify(Credentials credentials, Patience patience) {
    if (credentials.authorization().isPresent()) {
      return byAuthorization(credentials.authorization().get(), patience);
    }
    return credentials.certificate().map(this::byCertificate).orElse(Identified.Unknown.MISSING);
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }

  private Identified byAuthorization(String header, Patience patience) {
    if (header.length() <= SCHEME.length()
        || !header.substring(0, SCHEME.length()).toLowerCase(Locale.ROOT).equals(SCHEME)) {
      return Identified.Unknown.INVALID;
    }
    String secret = header.substring(SCHEME.length()).strip();
    return secret.startsWith(ApiKey.PREFIX) ? byKey(secret) : byToken(secret, patience);
  }

  private Identified byKey(String text) {
    Optional<ApiKey> key = ApiKey.parse(text);
    if (key.isEmpty()) {
      return Identified.Unknown.INVALID;
    }
    Clients.Holder holder = clients.current().holderOfKey(key.get().id());
    if (holder == null || !holder.key().matches(key.get())) {
      return Identified.Unknown.INVALID;
    }
    return holder.key().expires().isAfter(clock.instant())
        ? new Identified.Known(holder.caller())
        : Identified.Unknown.EXPIRED;
  }

  private Identified byToken(String token, Patience patience) {
    if (tokens.isEmpty()) {
      return Identified.Unknown.INVALID;
    }
    return switch (tokens.get().current().check(token, patience)) {
      case TokenCheck.Verdict.Good good ->
          known(clients.current().withTokenSubject(good.subject()));
      case TokenCheck.Verdict.Bad bad -> bad.why();
    };
  }

  /** A connection may outlast the certificate that it began with. */
  private Identified byCertificate(X509Certificate certificate) {
    if (certificate.getNotAfter().toInstant().isBefore(clock.instant())) {
      return Identified.Unknown.EXPIRED;
    }
    return known(clients.current().withCertificate(certificate.getSubjectX500Principal()));
  }

  /** Somebody may well be known to the issuer, and have no business here. */
  private static Identified known(Caller caller) {
    return new Identified.Known(caller == null ? Caller.NOBODY : caller);
  }
}
