package dev.ringfence.gateway.identity;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A key as its owner holds it: {@code rf_}, an id that tells which key it is, and the secret.
 *
 * @param id 16 hexadecimal digits, not a secret
 * @param secret 256 random bits in Base64
 */
public record ApiKey(String id, String secret) {
  static final String PREFIX = "rf_";

  private static final int ID_BYTES = 8;
  private static final int SECRET_BYTES = 32;
  private static final int ID_LENGTH = 16;
  private static final Pattern FORM = Pattern.compile("rf_[0-9a-f]{16}_[A-Za-z0-9_-]{43}");

  /** A new one, which nobody can guess. */
  public static ApiKey random(SecureRandom random) {
    byte[] id = new byte[ID_BYTES];
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(id);
    random.nextBytes(secret);
    return new ApiKey(
        HexFormat.of().formatHex(id),
        Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  static Optional<ApiKey> parse(String text) {
    if (!FORM.matcher(text).matches()) {
      return Optional.empty();
    }
    int idEnd = PREFIX.length() + ID_LENGTH;
    return Optional.of(
        new ApiKey(text.substring(PREFIX.length(), idEnd), text.substring(idEnd + 1)));
  }

  byte[] secretBytes() {
    return secret.getBytes(StandardCharsets.US_ASCII);
  }

  /** As its owner sends it. The one place where the secret leaves this class. */
  public String text() {
    return PREFIX + id + "_" + secret;
  }

  @Override
  public String toString() {
    return "ApiKey[" + id + "]";
  }
}
