package dev.ringfence.gateway.identity;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;

/**
 * A key as the server keeps it: good to recognise it, no good to call with. A slow password hash
 * would protect nothing here, as nobody guesses 256 random bits, and would cost each call dearly.
 *
 * @param id tells which key it is
 * @param salt so that equal keys would not look equal
 * @param sha256 of salt and secret
 * @param expires from when on it is refused
 */
public record KeyHash(String id, String salt, String sha256, Instant expires) {
  /** For keys that are good until they are taken out of the file. */
  public static final Instant NEVER = Instant.MAX;

  private static final int SALT_BYTES = 16;

  /** What is kept of a key. */
  public static KeyHash of(ApiKey key, Instant expires, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    HexFormat hex = HexFormat.of();
    return new KeyHash(
        key.id(), hex.formatHex(salt), hex.formatHex(digest(salt, key.secretBytes())), expires);
  }

  /** Takes the same time wherever the first difference is. */
  boolean matches(ApiKey key) {
    HexFormat hex = HexFormat.of();
    return MessageDigest.isEqual(
        hex.parseHex(sha256), digest(hex.parseHex(salt), key.secretBytes()));
  }

  private static byte[] digest(byte[] salt, byte[] secret) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(salt);
      return digest.digest(secret);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256", impossible);
    }
  }

  @Override
  public String toString() {
    return "KeyHash[" + id + "]";
  }
}
