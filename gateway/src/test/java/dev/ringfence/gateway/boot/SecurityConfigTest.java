package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringfence.gateway.identity.IdentityConfig;
import dev.ringfence.gateway.tls.TlsConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SecurityConfigTest {
  private static final List<String> LOCAL = List.of("127.0.0.1", "::1");
  private static final List<String> OPEN = List.of("0.0.0.0", "127.0.0.1");
  private static final IdentityConfig CLIENTS =
      new IdentityConfig(Path.of("clients.json"), Optional.empty());
  private static final TlsConfig TLS =
      new TlsConfig(Path.of("server.pem"), Path.of("server.key"), Optional.empty(), false);

  @Test
  void shouldNotServeEverybodyUnlessTold() {
    SecurityConfig nobodyNamed = SecurityConfig.OPEN;

    assertThrows(ConfigurationException.class, () -> nobodyNamed.requireMeant(LOCAL, false, false));
    assertDoesNotThrow(() -> nobodyNamed.requireMeant(OPEN, true, false));
  }

  @Test
  void shouldNotTakeKeysInPlainTextFromTheNetworkUnlessTold() {
    SecurityConfig plain = new SecurityConfig(Optional.of(CLIENTS), Optional.empty());
    SecurityConfig secure = new SecurityConfig(Optional.of(CLIENTS), Optional.of(TLS));

    assertThrows(ConfigurationException.class, () -> plain.requireMeant(OPEN, false, false));
    assertDoesNotThrow(() -> plain.requireMeant(LOCAL, false, false));
    assertDoesNotThrow(() -> plain.requireMeant(OPEN, false, true));
    assertDoesNotThrow(() -> secure.requireMeant(OPEN, false, false));
  }

  @Test
  void shouldNotGuessWhichOfTwoWishesIsMeant() {
    SecurityConfig named = new SecurityConfig(Optional.of(CLIENTS), Optional.of(TLS));

    assertThrows(ConfigurationException.class, () -> named.requireMeant(LOCAL, true, false));
  }
}
