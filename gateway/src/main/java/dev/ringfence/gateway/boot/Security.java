package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.http.HealthReport.Check;
import dev.ringfence.gateway.http.HealthReport.Reason;
import dev.ringfence.gateway.identity.Authenticator;
import dev.ringfence.gateway.identity.CredentialCheck;
import dev.ringfence.gateway.metrics.SecurityMeters;
import dev.ringfence.gateway.tls.ServerTls;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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

  /** How the server's certificate stands, if there is one, and what files can't be used. */
  List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    tls.map(Security::check).ifPresent(checks::add);
    List<String> files = filesNotInForce();
    if (!files.isEmpty()) {
      checks.add(
          new Check(
              "files",
              Reason.FILE_NOT_IN_FORCE,
              String.join(", ", files)
                  + " can't be used: what was in force before stays, the log says why"));
    }
    return checks;
  }

  private List<String> filesNotInForce() {
    List<String> files = new ArrayList<>();
    identity.map(CredentialCheck::filesNotInForce).ifPresent(files::addAll);
    tls.map(ServerTls::filesNotInForce).ifPresent(files::addAll);
    return files;
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

  /** Shows the same among the metrics. */
  void show(MeterRegistry registry) {
    SecurityMeters.show(registry, tls, () -> filesNotInForce().size());
  }

  @Override
  public void close() {
    identity.ifPresent(CredentialCheck::close);
    tls.ifPresent(ServerTls::close);
  }
}
