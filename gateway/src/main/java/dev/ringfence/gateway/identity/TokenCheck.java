package dev.ringfence.gateway.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import dev.ringfence.gateway.watch.UnusableFileException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Checks tokens against one set of public keys. Only RS256 and ES256 are taken, with the key's own
 * type: a token can't choose how it is checked. A token that was good is remembered until it
 * expires, as checking a signature takes longer than all else that a gateway does for a call; one
 * that was not for a while, as whoever shows it hardly does so once.
 */
final class TokenCheck {
  /** Clocks differ a little. */
  static final int CLOCK_SKEW_SECONDS = 30;

  private static final int MIN_RSA_BITS = 2_048;
  private static final int MAX_REMEMBERED = 4_096;
  private static final int MAX_BAD_REMEMBERED = 256;

  /** It may be one whose time has not come yet. */
  static final int BAD_REMEMBERED_SECONDS = 10;

  /** What came of a token: a subject, or why not. */
  sealed interface Verdict {
    /** It is good. */
    record Good(String subject, long untilMillis) implements Verdict {}

    /** It is not. */
    record Bad(Identified.Unknown why, long sinceMillis) implements Verdict {}
  }

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
  private final Map<String, Verdict.Good> good = new ConcurrentHashMap<>();
  private final Map<String, Verdict.Bad> bad = new ConcurrentHashMap<>();
  private final InstantSource clock;

  private TokenCheck(JWKSet keys, IdentityConfig.TokenConfig config, InstantSource clock) {
    this.clock = clock;
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), (JOSEObjectType) null));
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256), new ImmutableJWKSet<>(keys)));
    DefaultJWTClaimsVerifier<SecurityContext> claims =
        new DefaultJWTClaimsVerifier<>(
            config.audience(),
            new JWTClaimsSet.Builder().issuer(config.issuer()).build(),
            Set.of("sub", "exp")) {
          @Override
          protected Date currentTime() {
            return Date.from(clock.instant());
          }
        };
    claims.setMaxClockSkew(CLOCK_SKEW_SECONDS);
    processor.setJWTClaimsSetVerifier(claims);
  }

  /** With the keys of a JWKS. Private or symmetric keys have no place in it. */
  static TokenCheck of(byte[] jwks, IdentityConfig.TokenConfig config, InstantSource clock) {
    JWKSet keys;
    try {
      keys = JWKSet.parse(new String(jwks, StandardCharsets.UTF_8));
    } catch (ParseException broken) {
      throw new UnusableFileException("it is not a JSON Web Key Set");
    }
    if (keys.containsNonPublicKeys()) {
      throw new UnusableFileException(
          "it holds a private or symmetric key, which must never be here");
    }
    if (keys.getKeys().isEmpty()) {
      throw new UnusableFileException("it holds no key");
    }
    for (JWK key : keys.getKeys()) {
      requireStrong(key);
    }
    return new TokenCheck(keys, config, clock);
  }

  /** Where there is no patience left, only what is remembered counts. */
  Verdict check(String token, Patience patience) {
    long nowMillis = clock.millis();
    Verdict.Good knownGood = good.get(token);
    if (knownGood != null && nowMillis < knownGood.untilMillis()) {
      return knownGood;
    }
    Verdict.Bad knownBad = bad.get(token);
    if (knownBad != null
        && Math.abs(nowMillis - knownBad.sinceMillis()) < BAD_REMEMBERED_SECONDS * 1_000L) {
      return knownBad;
    }
    if (!patience.isLeft()) {
      return new Verdict.Bad(Identified.Unknown.UNCHECKED, nowMillis);
    }
    return switch (verify(token, nowMillis)) {
      case Verdict.Good verdict -> remember(token, verdict, good, MAX_REMEMBERED);
      case Verdict.Bad verdict -> {
        patience.lose();
        yield remember(token, verdict, bad, MAX_BAD_REMEMBERED);
      }
    };
  }

  private Verdict verify(String token, long nowMillis) {
    try {
      JWTClaimsSet claims = processor.process(token, null);
      return new Verdict.Good(claims.getSubject(), untilMillis(claims));
    } catch (ExpiredJWTException expired) {
      return new Verdict.Bad(Identified.Unknown.EXPIRED, nowMillis);
    } catch (ParseException | BadJOSEException | JOSEException | RuntimeException wrong) {
      // What exactly is wrong with it helps nobody but those who try.
      return new Verdict.Bad(Identified.Unknown.INVALID, nowMillis);
    }
  }

  /** Whoever has very many tokens pays for checking them again now and then. */
  private static <V extends Verdict> V remember(
      String token, V verdict, Map<String, V> verdicts, int most) {
    if (verdicts.size() >= most) {
      verdicts.clear();
    }
    verdicts.put(token, verdict);
    return verdict;
  }

  private static long untilMillis(JWTClaimsSet claims) {
    return claims.getExpirationTime().toInstant().toEpochMilli() + CLOCK_SKEW_SECONDS * 1_000L;
  }

  private static void requireStrong(JWK key) {
    boolean strong =
        switch (key) {
          case RSAKey rsa -> rsa.size() >= MIN_RSA_BITS;
          case ECKey curve -> curve.getCurve().equals(Curve.P_256);
          default -> false;
        };
    if (!strong) {
      throw new UnusableFileException(
          "keys must be RSA of at least " + MIN_RSA_BITS + " bits, or elliptic curve P-256");
    }
  }
}
