package dev.ringfence.gateway.identity;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where it is written who may call.
 *
 * @param clientsFile who they are, and what they may do
 * @param tokens whose tokens are accepted; none if empty
 */
public record IdentityConfig(Path clientsFile, Optional<TokenConfig> tokens) {
  /**
   * Tokens (JWT) of somebody who issues them.
   *
   * @param jwksFile the issuer's public keys
   * @param issuer what must stand in {@code iss}
   * @param audience what must stand in {@code aud}
   */
  public record TokenConfig(Path jwksFile, String issuer, String audience) {
    public TokenConfig {
      if (issuer.isEmpty() || audience.isEmpty()) {
        throw new IllegalArgumentException(
            "tokens need an issuer and an audience: without them those of others would do");
      }
    }
  }
}
