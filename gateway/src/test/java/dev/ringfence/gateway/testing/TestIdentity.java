package dev.ringfence.gateway.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.ringfence.gateway.identity.ApiKey;
import dev.ringfence.gateway.identity.IdentityConfig;
import dev.ringfence.gateway.identity.IdentityConfig.TokenConfig;
import dev.ringfence.gateway.identity.KeyHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/** Whoever issues keys and tokens, with the files that a server reads. */
public final class TestIdentity {
  public static final String ISSUER = "https://issuer.example";
  public static final String AUDIENCE = "ringfence";

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final RSAKey RSA = rsaKey("rsa-1");
  private static final ECKey EC = ecKey("ec-1");

  private final Path clientsFile;
  private final Path jwksFile;

  public TestIdentity(Path folder) throws IOException {
    clientsFile = folder.resolve("clients.json");
    jwksFile = folder.resolve("jwks.json");
    writeClients("");
    writeJwks(RSA, EC);
  }

  public static RSAKey rsaKey(String id) {
    try {
      return new RSAKeyGenerator(2_048).keyID(id).generate();
    } catch (JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public static ECKey ecKey(String id) {
    return ecKey(id, Curve.P_256);
  }

  public static ECKey ecKey(String id, Curve curve) {
    try {
      return new ECKeyGenerator(curve).keyID(id).generate();
    } catch (JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public RSAKey rsa() {
    return RSA;
  }

  public ECKey ec() {
    return EC;
  }

  public Path clientsFile() {
    return clientsFile;
  }

  public Path jwksFile() {
    return jwksFile;
  }

  public IdentityConfig config() {
    return new IdentityConfig(
        clientsFile, Optional.of(new TokenConfig(jwksFile, ISSUER, AUDIENCE)));
  }

  /** The file's list of clients, as JSON. */
  public void writeClients(String... clients) throws IOException {
    Files.writeString(clientsFile, "{\"clients\":[" + String.join(",", clients) + "]}");
  }

  public void writeJwks(JWK... keys) throws IOException {
    Files.writeString(jwksFile, new JWKSet(List.of(keys)).toString(true));
  }

  public static ApiKey newKey() {
    return ApiKey.random(RANDOM);
  }

  /** A key as it stands in the clients file. */
  public static String stored(ApiKey key, Instant expires) {
    KeyHash hash = KeyHash.of(key, expires, RANDOM);
    String end = expires.equals(KeyHash.NEVER) ? "" : ",\"expires\":\"" + hash.expires() + "\"";
    return "{\"id\":\"%s\",\"salt\":\"%s\",\"sha256\":\"%s\"%s}"
        .formatted(hash.id(), hash.salt(), hash.sha256(), end);
  }

  /** Claims that are as they should be, for an hour. */
  public static JWTClaimsSet.Builder claims(String subject) {
    return new JWTClaimsSet.Builder()
        .subject(subject)
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .expirationTime(Date.from(Instant.now().plusSeconds(3_600)));
  }

  public static String signed(JWK key, JWTClaimsSet claims) {
    return switch (key) {
      case RSAKey rsa -> signed(rsa, JWSAlgorithm.RS256, claims);
      case ECKey _ -> signed(key, JWSAlgorithm.ES256, claims);
      default -> throw new IllegalArgumentException("No such key");
    };
  }

  public static String signed(JWK key, JWSAlgorithm algorithm, JWTClaimsSet claims) {
    try {
      JWSSigner signer =
          switch (key) {
            case RSAKey rsa -> new RSASSASigner(rsa);
            case ECKey ec -> new ECDSASigner(ec);
            default -> throw new IllegalArgumentException("No such key");
          };
      SignedJWT token =
          new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims);
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
