package dev.ringfence.gateway.tls;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * From when until when a certificate is good, and all those between it and its authority.
 *
 * @param from the first moment
 * @param until the last one
 */
public record CertificateTerm(Instant from, Instant until) {
  /** Whoever renews at all has done so by then; of short-lived ones a quarter must be left. */
  private static final Duration LATE = Duration.ofDays(14);

  private static final int QUARTER = 4;

  /** How a term stands. */
  public enum State {
    /** There is time enough. */
    GOOD,
    /** It is good, and should have been renewed. */
    EXPIRES_SOON,
    /** Callers refuse it: it begins later, or a clock is wrong. */
    NOT_YET_GOOD,
    /** Callers refuse it. */
    EXPIRED
  }

  /** What is common to all of a chain. */
  static CertificateTerm of(List<X509Certificate> chain) {
    return new CertificateTerm(
        chain.stream()
            .map(certificate -> certificate.getNotBefore().toInstant())
            .max(Comparator.naturalOrder())
            .orElseThrow(),
        chain.stream()
            .map(certificate -> certificate.getNotAfter().toInstant())
            .min(Comparator.naturalOrder())
            .orElseThrow());
  }

  public State at(Instant now) {
    if (now.isAfter(until)) {
      return State.EXPIRED;
    }
    if (now.isBefore(from)) {
      return State.NOT_YET_GOOD;
    }
    return left(now).compareTo(late()) < 0 ? State.EXPIRES_SOON : State.GOOD;
  }

  /** Below zero once it has expired. */
  public Duration left(Instant now) {
    return Duration.between(now, until);
  }

  /** In a few words. */
  public String describe(Instant now) {
    return switch (at(now)) {
      case GOOD -> "is good until " + until;
      case EXPIRES_SOON -> "expires soon, at " + until + ": renew it";
      case NOT_YET_GOOD ->
          "is good only from " + from + " on, so callers refuse it; here it is " + now;
      case EXPIRED -> "has expired, at " + until + ", so callers refuse it: renew it";
    };
  }

  private Duration late() {
    Duration quarter = Duration.between(from, until).dividedBy(QUARTER);
    return quarter.compareTo(LATE) < 0 ? quarter : LATE;
  }
}
