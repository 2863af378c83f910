package dev.ringfence.gateway.tls;

import dev.ringfence.gateway.tls.CertificateTerm.State;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says how the server's certificate stands: when that changes, and again while it is not good. */
final class CertificateLog {
  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
  private static final Duration AGAIN = Duration.ofHours(1);

  private CertificateTerm toldOf;
  private State told;
  private Instant toldAt;

  /** For one thread at a time. */
  void look(CertificateTerm term, Instant now) {
    State state = term.at(now);
    boolean isNews = !term.equals(toldOf) || state != told;
    if (!isNews && (state == State.GOOD || now.isBefore(toldAt.plus(AGAIN)))) {
      return;
    }
    toldOf = term;
    told = state;
    toldAt = now;
    String message = "The server's certificate " + term.describe(now);
    switch (state) {
      case GOOD -> LOG.info(message);
      case EXPIRES_SOON -> LOG.warn(message);
      case NOT_YET_GOOD, EXPIRED -> LOG.error(message);
    }
  }
}
