package dev.ringfence.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientConfigTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:65536",
        "127.0.0.1:4294967297",
        "[::1]:99999",
        "one :7400",
        "http://one:7400",
        "https://one:7400"
      })
  void shouldRefuseWhatIsNoServer(String target) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> ClientConfig.to("two:7400," + target));

    assertTrue(refusal.getMessage().contains(target), refusal.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"one:7400", "one", "[::1]:7400", "dns:///one:65535", "unix:/run/ringfence"})
  void shouldTakeWhatMayBeAServer(String target) {
    assertEquals(List.of("two:1", target), ClientConfig.to("two:1, " + target).targets());
  }

  @Test
  void shouldNameTheTimeThatIsMissing() {
    NullPointerException missing =
        assertThrows(
            NullPointerException.class, () -> ClientConfig.to("one:7400").withCloseTimeout(null));

    assertEquals("closeTimeout", missing.getMessage());
  }
}
