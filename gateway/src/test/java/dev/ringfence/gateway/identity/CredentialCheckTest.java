package dev.ringfence.gateway.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.ringfence.gateway.identity.Identified.Unknown;
import dev.ringfence.gateway.testing.TestIdentity;
import dev.ringfence.gateway.testing.TestPki;
import dev.ringfence.gateway.watch.UnusableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CredentialCheckTest {
  private static final String READS_ALL =
      "\"grants\":[{\"allow\":[\"read\"],\"accounts\":[\"all\"]}]";

  @TempDir private Path folder;
  private TestIdentity identity;
  private ApiKey key;
  private Instant now = Instant.now();
  private CredentialCheck check;

  @BeforeEach
  void begin() throws IOException {
    identity = new TestIdentity(folder);
    key = TestIdentity.newKey();
    identity.writeClients(orders(key, KeyHash.NEVER), alice());
    InstantSource clock = () -> now;
    check = new CredentialCheck(identity.config(), clock);
  }

  @AfterEach
  void end() {
    check.close();
  }

  @Test
  void shouldKnowServicesByTheirKeys() {
    assertEquals("orders", caller("Bearer " + key.text()).name());
    assertEquals("orders", caller("bearer  " + key.text()).name());
  }

  @Test
  void shouldRefuseKeysThatAreNotQuiteRight() {
    ApiKey foreign = TestIdentity.newKey();
    ApiKey sameId = new ApiKey(key.id(), foreign.secret());

    assertSame(Unknown.MISSING, unknown(null));
    for (String header :
        List.of(
            "",
            "Bearer",
            "Bearer ",
            key.text(),
            "Basic " + key.text(),
            "Bearer " + foreign.text(),
            "Bearer " + sameId.text(),
            "Bearer " + key.text().substring(0, key.text().length() - 1),
            "Bearer " + key.text() + "A",
            "Bearer rf_",
            "Bearer rf_" + "0".repeat(16) + "_" + "A".repeat(43),
            "Bearer " + "x".repeat(8_000))) {
      assertSame(Unknown.INVALID, unknown(header), header);
    }
  }

  @Test
  void shouldRefuseKeysWhoseTimeIsUp() throws IOException {
    identity.writeClients(orders(key, now.plusSeconds(60)));
    check.lookAgain();

    assertEquals("orders", caller("Bearer " + key.text()).name());
    now = now.plusSeconds(60);

    assertSame(Unknown.EXPIRED, unknown("Bearer " + key.text()));
  }

  @Test
  void shouldKeepOnlyWhatRecognisesAKey() throws IOException {
    String stored = Files.readString(identity.clientsFile());

    assertFalse(stored.contains(key.secret()), "the secret stands in the file");
    assertFalse(key.toString().contains(key.secret()));
  }

  @Test
  void shouldKnowPeopleByTokensOfBothKinds() {
    JWTClaimsSet claims = TestIdentity.claims("alice@example.com").build();

    assertEquals("alice", caller(bearer(TestIdentity.signed(identity.rsa(), claims))).name());
    assertEquals("alice", caller(bearer(TestIdentity.signed(identity.ec(), claims))).name());
    assertTrue(caller(bearer(TestIdentity.signed(identity.ec(), claims))).admin());
  }

  @Test
  void shouldRefuseTokensWithWrongClaims() {
    JWTClaimsSet good = TestIdentity.claims("alice@example.com").build();
    Date inAMinute = Date.from(now.plusSeconds(60));

    for (JWTClaimsSet claims :
        List.of(
            new JWTClaimsSet.Builder(good).issuer("https://other.example").build(),
            new JWTClaimsSet.Builder(good).issuer(null).build(),
            new JWTClaimsSet.Builder(good).audience("other").build(),
            new JWTClaimsSet.Builder(good).audience((String) null).build(),
            new JWTClaimsSet.Builder(good).subject(null).build(),
            new JWTClaimsSet.Builder(good).expirationTime(null).build(),
            new JWTClaimsSet.Builder(good).notBeforeTime(inAMinute).build())) {
      assertSame(
          Unknown.INVALID,
          unknown(bearer(TestIdentity.signed(identity.rsa(), claims))),
          claims.toString());
    }
  }

  @Test
  void shouldRefuseTokensOnceTheyExpireThoughTheyWereGoodBefore() {
    String token =
        TestIdentity.signed(
            identity.ec(),
            TestIdentity.claims("alice@example.com")
                .expirationTime(Date.from(now.plusSeconds(60)))
                .build());

    assertEquals("alice", caller(bearer(token)).name());
    now = now.plusSeconds(60);
    assertEquals("alice", caller(bearer(token)).name(), "clocks may differ a little");
    now = now.plusSeconds(TokenCheck.CLOCK_SKEW_SECONDS + 1);

    assertSame(Unknown.EXPIRED, unknown(bearer(token)));
  }

  @Test
  void shouldNotCheckATokenAgainAtOnceThatWasBad() {
    String early =
        TestIdentity.signed(
            identity.ec(),
            TestIdentity.claims("alice@example.com")
                .notBeforeTime(Date.from(now.plusSeconds(TokenCheck.CLOCK_SKEW_SECONDS + 2)))
                .build());

    assertSame(Unknown.INVALID, unknown(bearer(early)));
    now = now.plusSeconds(TokenCheck.BAD_REMEMBERED_SECONDS - 1);
    assertSame(Unknown.INVALID, unknown(bearer(early)));
    now = now.plusSeconds(1);

    assertEquals("alice", caller(bearer(early)).name());
  }

  @Test
  void shouldTakeTokensOfAccessAndNoOthersWhenTheySayTheirType() throws Exception {
    assertEquals("alice", caller(bearer(ofType("at+jwt"))).name());
    assertEquals("alice", caller(bearer(ofType("JWT"))).name());
    assertSame(Unknown.INVALID, unknown(bearer(ofType("logout+jwt"))));
  }

  @Test
  void shouldRefuseAllTokensWhereNobodyIssuesAny() {
    String token =
        TestIdentity.signed(identity.rsa(), TestIdentity.claims("alice@example.com").build());
    IdentityConfig withoutTokens = new IdentityConfig(identity.clientsFile(), Optional.empty());

    try (CredentialCheck keysOnly = new CredentialCheck(withoutTokens, InstantSource.system())) {
      assertSame(
          Unknown.INVALID,
          keysOnly.identify(new Credentials(Optional.of(bearer(token)), Optional.empty())));
    }
  }

  @Test
  void shouldRefuseACertificateOnceItsConnectionHasOutlastedIt() throws Exception {
    identity.writeClients(
        "{\"name\":\"desk\",\"certificates\":[\"CN=desk, O=Example\"]," + READS_ALL + "}");
    check.lookAgain();
    Path file =
        new TestPki("CN=authority")
            .writeCertificate(
                folder.resolve("desk.pem"),
                "CN=desk, O=Example",
                now.minusSeconds(60),
                now.plusSeconds(60));
    X509Certificate certificate;
    try (InputStream pem = Files.newInputStream(file)) {
      certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
    }
    Credentials shown = new Credentials(Optional.empty(), Optional.of(certificate));

    assertEquals(
        "desk", assertInstanceOf(Identified.Known.class, check.identify(shown)).caller().name());
    now = now.plusSeconds(61);

    assertSame(Unknown.EXPIRED, check.identify(shown));
  }

  @Test
  void shouldNotLetATokenChooseHowItIsChecked() throws Exception {
    JWTClaimsSet claims = TestIdentity.claims("alice@example.com").build();
    byte[] publicKey = identity.rsa().toPublicJWK().toRSAPublicKey().getEncoded();
    SignedJWT confused =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(identity.rsa().getKeyID()).build(),
            claims);
    confused.sign(new MACSigner(publicKey));
    RSAKey own = TestIdentity.rsaKey("rsa-1");
    SignedJWT bringsItsKey =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(own.toPublicJWK()).build(), claims);
    bringsItsKey.sign(new RSASSASigner(own));

    for (String token :
        List.of(
            new PlainJWT(claims).serialize(),
            confused.serialize(),
            bringsItsKey.serialize(),
            TestIdentity.signed(own, claims),
            TestIdentity.signed(TestIdentity.rsaKey("unknown"), claims),
            TestIdentity.signed(identity.rsa(), JWSAlgorithm.RS512, claims),
            TestIdentity.signed(identity.rsa(), JWSAlgorithm.PS256, claims))) {
      assertSame(Unknown.INVALID, unknown(bearer(token)), token);
    }
  }

  @Test
  void shouldRefuseTokensThatWereChanged() {
    String token =
        TestIdentity.signed(identity.ec(), TestIdentity.claims("bob@example.com").build());
    String[] parts = token.split("\\.", -1);
    String forAlice =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                TestIdentity.claims("alice@example.com")
                    .build()
                    .toString()
                    .getBytes(StandardCharsets.UTF_8));

    assertSame(Unknown.INVALID, unknown(bearer(parts[0] + "." + forAlice + "." + parts[2])));
    assertSame(Unknown.INVALID, unknown(bearer(parts[0] + "." + parts[1] + ".")));
    assertSame(Unknown.INVALID, unknown(bearer(parts[0] + "." + parts[1])));
    assertSame(
        Unknown.INVALID,
        unknown(bearer(parts[0] + "." + parts[1] + "." + "A".repeat(86))),
        "a signature of zeros");
  }

  @Test
  void shouldAllowNothingToWhomTheFileDoesNotName() {
    Caller stranger =
        caller(bearer(TestIdentity.signed(identity.rsa(), TestIdentity.claims("mallory").build())));

    assertFalse(stranger.may(Operation.GET_ACCOUNT, 1));
    assertFalse(stranger.admin());
  }

  @Test
  void shouldFollowChangesOfItsFiles() throws IOException {
    String token =
        TestIdentity.signed(identity.rsa(), TestIdentity.claims("alice@example.com").build());
    assertEquals("alice", caller(bearer(token)).name());

    identity.writeClients(alice());
    identity.writeJwks(TestIdentity.rsaKey("rsa-2"));
    check.lookAgain();

    assertSame(Unknown.INVALID, unknown("Bearer " + key.text()), "the key was taken back");
    assertSame(Unknown.INVALID, unknown(bearer(token)), "the issuer's key was taken back");
  }

  @Test
  void shouldLookAtNoMoreTokensThanThereIsPatienceWithTheirSender() {
    AtomicLong nanos = new AtomicLong();
    Patience patience = new Patience(nanos::get);
    JWTClaimsSet claims = TestIdentity.claims("alice@example.com").build();
    String good = bearer(TestIdentity.signed(identity.rsa(), claims));
    String remembered = bearer(TestIdentity.signed(identity.ec(), claims));
    assertInstanceOf(Identified.Known.class, identify(remembered, patience));

    for (int number = 0; number < Patience.MOST; number++) {
      assertSame(Unknown.INVALID, identify(bearer("wrong" + number), patience));
    }
    assertSame(Unknown.UNCHECKED, identify(bearer("another"), patience));
    assertSame(Unknown.UNCHECKED, identify(good, patience));

    assertSame(Unknown.INVALID, identify(bearer("wrong0"), patience), "is remembered");
    assertInstanceOf(Identified.Known.class, identify(remembered, patience));
    assertInstanceOf(Identified.Known.class, identify("Bearer " + key.text(), patience));
    assertInstanceOf(Identified.Known.class, identify(good, new Patience(nanos::get)));
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1) / 16);
    assertSame(Unknown.INVALID, identify(bearer("another"), patience));
    assertSame(Unknown.UNCHECKED, identify(bearer("and another"), patience));
  }

  @Test
  void shouldKeepWhatIsInForceWhenAFileBreaks() throws IOException {
    Files.writeString(identity.clientsFile(), "{\"clients\":[{\"name\":");
    Files.delete(identity.jwksFile());

    check.lookAgain();

    assertEquals(List.of("clients.json", "jwks.json"), check.filesNotInForce());
    assertEquals("orders", caller("Bearer " + key.text()).name());
    JWTClaimsSet claims = TestIdentity.claims("alice@example.com").build();
    assertEquals("alice", caller(bearer(TestIdentity.signed(identity.ec(), claims))).name());
  }

  @Test
  void shouldKeepCountingForClientsWhoStay() throws IOException {
    Caller before = caller("Bearer " + key.text());

    identity.writeClients(orders(key, KeyHash.NEVER));
    check.lookAgain();

    assertEquals(List.of(), check.filesNotInForce());
    assertSame(before.quota(), caller("Bearer " + key.text()).quota());
  }

  @Test
  void shouldRefuseToBeginWithKeysThatMustNotBeThere() throws IOException {
    Files.writeString(identity.jwksFile(), "{\"keys\":[" + identity.rsa().toJSONString() + "]}");

    UnusableFileException refusal =
        assertThrows(
            UnusableFileException.class,
            () -> new CredentialCheck(identity.config(), InstantSource.system()));

    assertTrue(refusal.getMessage().contains("private"), refusal.getMessage());
    String secret = identity.rsa().getPrivateExponent().toString();
    assertFalse(refusal.getMessage().contains(secret), "a secret in a message");
  }

  @Test
  void shouldRefuseToBeginWithKeysOfWhichNoTokenCouldBeGood() throws IOException {
    identity.writeJwks(TestIdentity.ecKey("ec-384", Curve.P_384));

    UnusableFileException refusal =
        assertThrows(
            UnusableFileException.class,
            () -> new CredentialCheck(identity.config(), InstantSource.system()));

    assertTrue(refusal.getMessage().contains("P-256"), refusal.getMessage());
  }

  private Caller caller(String authorization) {
    return assertInstanceOf(Identified.Known.class, identify(authorization)).caller();
  }

  private Unknown unknown(String authorization) {
    return assertInstanceOf(Unknown.class, identify(authorization));
  }

  private Identified identify(String authorization) {
    return identify(authorization, new Patience(System::nanoTime));
  }

  private Identified identify(String authorization, Patience patience) {
    Optional<String> header = Optional.ofNullable(authorization);
    return check.identify(new Credentials(header, Optional.empty()), patience);
  }

  private String ofType(String type) throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(new JOSEObjectType(type))
                .keyID(identity.rsa().getKeyID())
                .build(),
            TestIdentity.claims("alice@example.com").build());
    token.sign(new RSASSASigner(identity.rsa()));
    return token.serialize();
  }

  private static String bearer(String token) {
    return "Bearer " + token;
  }

  private static String orders(ApiKey key, Instant expires) {
    return "{\"name\":\"orders\",\"apiKeys\":["
        + TestIdentity.stored(key, expires)
        + "],"
        + READS_ALL
        + "}";
  }

  private static String alice() {
    return "{\"name\":\"alice\",\"tokenSubjects\":[\"alice@example.com\"],\"admin\":true}";
  }
}
