package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.http.HealthReport.Check;
import dev.ringfence.gateway.http.HealthReport.Reason;
import dev.ringfence.gateway.identity.Authenticator;
import dev.ringfence.gateway.identity.CredentialCheck;
import dev.ringfence.gateway.metrics.CertificateMeters;
import dev.ringfence.gateway.tls.ServerTls;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** What a node needs to know who calls, and to keep it private. */
final class Security implements AutoCloseable {
  private final Optional<CredentialCheck> identity;
  private final Optional<ServerTls> tls;

  Security(SecurityConfig config) {
    identity = config.identity().map(files -> new CredentialCheck(files, InstantSource.system()));
    tls = config.tls().map(ServerTls::new);
  }

  /** Begins to look for changes of the files. */
  void start() {
    identity.ifPresent(CredentialCheck::start);
    tls.ifPresent(ServerTls::start);
  }

  Authenticator authenticator() {
    return identity.<Authenticator>map(check -> check).orElse(Authenticator.OPEN);
  }

  ServerCredentials grpcCredentials() {
    return tls.map(ServerTls::grpcCredentials).orElseGet(InsecureServerCredentials::create);
  }

  Optional<SSLContext> httpContext() {
    return tls.map(ServerTls::httpContext);
  }

  /** How the server's certificate stands, if there is one. */
  Optional<Check> check() {
    return tls.map(Security::check);
  }

  private static Check check(ServerTls tls) {
    Reason reason =
        switch (tls.certificateState()) {
          case GOOD -> Reason.NONE;
          case EXPIRES_SOON -> Reason.CERTIFICATE_EXPIRES_SOON;
          case NOT_YET_GOOD -> Reason.CERTIFICATE_NOT_YET_GOOD;
          case EXPIRED -> Reason.CERTIFICATE_EXPIRED;
        };
    return new Check("certificate", reason, "it " + tls.describeCertificate());
  }

  /** Shows among the metrics for how long the certificate is good. */
  void show(MeterRegistry registry) {
    tls.ifPresent(shown -> CertificateMeters.show(registry, shown));
  }

  @Override
  public void close() {
    identity.ifPresent(CredentialCheck::close);
    tls.ifPresent(ServerTls::close);
  }
}
