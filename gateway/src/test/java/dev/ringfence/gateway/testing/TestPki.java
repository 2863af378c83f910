package dev.ringfence.gateway.testing;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import javax.security.auth.x500.X500Principal;

/** An authority that issues certificates, good for a day, as PEM files. */
public final class TestPki {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] ECDSA_WITH_SHA256 = {
    0x30, 0x0a, 0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02
  };
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int SEQUENCE = 0x30;
  private static final int UTC_TIME = 0x17;

  private final KeyPair keys = newKeys();
  private final X500Principal name;

  public TestPki(String name) {
    this.name = new X500Principal(name);
  }

  /** Writes the authority's own certificate. */
  public Path writeAuthority(Path file) throws Exception {
    Instant now = Instant.now();
    return write(
        file,
        "CERTIFICATE",
        certificate(name, keys, true, now.minusSeconds(3_600), now.plusSeconds(86_400)));
  }

  /** Writes a certificate for this machine, and its key beside it as {@code .key}. */
  public Path writeCertificate(Path file, String subject) throws Exception {
    Instant now = Instant.now();
    return writeCertificate(file, subject, now.minusSeconds(3_600), now.plusSeconds(86_400));
  }

  /** The same, good from then until then. */
  public Path writeCertificate(Path file, String subject, Instant from, Instant until)
      throws Exception {
    KeyPair subjectKeys = newKeys();
    write(key(file), "PRIVATE KEY", subjectKeys.getPrivate().getEncoded());
    return write(
        file,
        "CERTIFICATE",
        certificate(new X500Principal(subject), subjectKeys, false, from, until));
  }

  public static Path key(Path certificateFile) {
    return certificateFile.resolveSibling(certificateFile.getFileName() + ".key");
  }

  private byte[] certificate(
      X500Principal subject, KeyPair subjectKeys, boolean isAuthority, Instant from, Instant until)
      throws Exception {
    byte[] basicConstraints =
        extension(
            0x13, isAuthority ? der(SEQUENCE, new byte[] {1, 1, (byte) 0xff}) : der(SEQUENCE));
    byte[] subjectAlternativeName =
        extension(0x11, der(SEQUENCE, der(0x87, new byte[] {127, 0, 0, 1})));
    byte[] toBeSigned =
        der(
            SEQUENCE,
            der(0xa0, der(INTEGER, new byte[] {2})),
            der(INTEGER, new BigInteger(64, RANDOM).add(BigInteger.ONE).toByteArray()),
            ECDSA_WITH_SHA256,
            name.getEncoded(),
            der(SEQUENCE, time(from), time(until)),
            subject.getEncoded(),
            subjectKeys.getPublic().getEncoded(),
            der(0xa3, der(SEQUENCE, basicConstraints, subjectAlternativeName)));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate());
    signature.update(toBeSigned);
    return der(
        SEQUENCE, toBeSigned, ECDSA_WITH_SHA256, der(BIT_STRING, new byte[1], signature.sign()));
  }

  private static byte[] extension(int number, byte[] value) {
    return der(
        SEQUENCE, new byte[] {0x06, 0x03, 0x55, 0x1d, (byte) number}, der(OCTET_STRING, value));
  }

  private static byte[] time(Instant instant) {
    return der(UTC_TIME, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    encoded.write(tag);
    int length = content.size();
    if (length >= 0x80) {
      encoded.write(length < 0x100 ? 0x81 : 0x82);
      if (length >= 0x100) {
        encoded.write(length >> 8);
      }
    }
    encoded.write(length);
    encoded.writeBytes(content.toByteArray());
    return encoded.toByteArray();
  }

  private static Path write(Path file, String type, byte[] content) throws Exception {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return Files.writeString(
        file, "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n");
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
