package dev.ringfence.gateway.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Locale.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where logback finds no appender of the name that it is given, it logs nothing, and is silent. */
final class LogFormatTest {
  @ParameterizedTest
  @CsvSource({"json, JSON", "JSON, JSON", "text, TEXT", "'', TEXT", "' ', TEXT", ", TEXT"})
  void shouldKnowWhatIsMeant(String value, LogFormat expected) {
    assertEquals(expected, LogFormat.of(value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jsonl", "yes", "text,json"})
  void shouldRefuseWhatWouldBeNoLogAtAll(String value) {
    ConfigurationException refused =
        assertThrows(ConfigurationException.class, () -> LogFormat.of(value));

    assertEquals(
        "RINGFENCE_LOG_FORMAT must be text or json, not '" + value + "'", refused.getMessage());
  }

  @Test
  void shouldHaveAnAppenderForEach() throws Exception {
    try (InputStream file = LogFormat.class.getResourceAsStream("/logback.xml")) {
      String logback = new String(file.readAllBytes(), UTF_8);

      for (LogFormat format : LogFormat.values()) {
        String name = format.name().toLowerCase(ROOT);
        assertEquals(2, logback.split("<appender name=\"" + name + "\"", -1).length, name);
      }
    }
  }
}
