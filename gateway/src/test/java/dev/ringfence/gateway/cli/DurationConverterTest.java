package dev.ringfence.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class DurationConverterTest {
  @ParameterizedTest
  @CsvSource({"500ms,500", "30s,30000", "5M,300000", "2h,7200000", "1d,86400000", "PT1M30S,90000"})
  void shouldReadDurations(String text, long millis) {
    assertEquals(millis, new DurationConverter().convert(text).toMillis());
  }

  @ParameterizedTest
  @ValueSource(strings = {"999999999d", "PT99999999999999H", "-PT99999999999999H"})
  void shouldSayWhatIsTooLong(String text) {
    TypeConversionException failure =
        assertThrows(TypeConversionException.class, () -> new DurationConverter().convert(text));

    assertEquals("'" + text + "' is too long: at most 3653d", failure.getMessage());
  }

  @Test
  void shouldSayWhatADurationLooksLike() {
    TypeConversionException failure =
        assertThrows(TypeConversionException.class, () -> new DurationConverter().convert("soon"));

    assertEquals("'soon' is not a duration such as 500ms, 30s or 2h", failure.getMessage());
  }
}
