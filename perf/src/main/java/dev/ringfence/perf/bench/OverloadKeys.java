package dev.ringfence.perf.bench;

import dev.ringfence.gateway.identity.ApiKey;
import dev.ringfence.gateway.identity.KeyHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * A clients file with three who call: one without limits, one who keeps to its own, and one who
 * does not.
 *
 * @param file for the server
 * @param unlimited what the first sends to show who it is
 * @param quiet what the second sends
 * @param flooding what the third sends
 */
record OverloadKeys(Path file, String unlimited, String quiet, String flooding) {
  /** What the flooding client may do. */
  static final int ALLOWED_PER_SECOND = 1_000;

  static OverloadKeys create() {
    SecureRandom random = new SecureRandom();
    ApiKey unlimited = ApiKey.random(random);
    ApiKey quiet = ApiKey.random(random);
    ApiKey flooding = ApiKey.random(random);
    String limits =
        "{\"requestsPerSecond\":%d,\"burst\":100,\"inFlight\":256}".formatted(ALLOWED_PER_SECOND);
    String json =
        "{\"clients\":[%s,%s,%s]}"
            .formatted(
                client("unlimited", unlimited, "{\"inFlight\":0}", random),
                client("quiet", quiet, "{\"inFlight\":0}", random),
                client("flooding", flooding, limits, random));
    try {
      Path file = Files.createTempFile("ringfence-bench", ".json");
      file.toFile().deleteOnExit();
      Files.writeString(file, json);
      return new OverloadKeys(file, bearer(unlimited), bearer(quiet), bearer(flooding));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Hides the keys. */
  @Override
  public String toString() {
    return "OverloadKeys[" + file + "]";
  }

  private static String client(String name, ApiKey key, String limits, SecureRandom random) {
    KeyHash hash = KeyHash.of(key, KeyHash.NEVER, random);
    return """
        {"name":"%s","apiKeys":[{"id":"%s","salt":"%s","sha256":"%s"}],
         "grants":[{"allow":["all"],"accounts":["all"]}],"limits":%s}
        """
        .formatted(name, hash.id(), hash.salt(), hash.sha256(), limits);
  }

  private static String bearer(ApiKey key) {
    return "Bearer " + key.text();
  }
}
