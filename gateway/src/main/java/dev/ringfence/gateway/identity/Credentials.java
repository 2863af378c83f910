package dev.ringfence.gateway.identity;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * What a call brings along to show who makes it.
 *
 * @param authorization the header of that name, a secret
 * @param certificate of the connection's other end, checked already against the trusted authorities
 */
public record Credentials(Optional<String> authorization, Optional<X509Certificate> certificate) {
  /** Nothing that could end up in a log. */
  @Override
  public String toString() {
    return "Credentials[authorization="
        + (authorization.isPresent() ? "given" : "none")
        + ", certificate="
        + (certificate.isPresent() ? "given" : "none")
        + "]";
  }
}
