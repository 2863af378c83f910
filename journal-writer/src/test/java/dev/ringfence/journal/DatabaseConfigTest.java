package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class DatabaseConfigTest {
  private static final String URL = "jdbc:postgresql://db:5432/ringfence";

  @Test
  void shouldNotShowPasswordsWhenPrinted() {
    DatabaseConfig config =
        DatabaseConfig.of(URL + "?password=hush1&sslpassword=hush2&x=1", "ringfence", "hush3");

    assertFalse(config.toString().contains("hush"), config.toString());
    assertEquals(URL + "?password=***&sslpassword=***&x=1", config.maskedJdbcUrl());
  }

  @Test
  void shouldRefuseWhenAValueIsOutOfRange() {
    DatabaseConfig good = DatabaseConfig.of(URL, "ringfence", "");

    assertThrows(IllegalArgumentException.class, () -> DatabaseConfig.of("http://x", "u", ""));
    assertThrows(IllegalArgumentException.class, () -> DatabaseConfig.of(URL, " ", ""));
    assertThrows(IllegalArgumentException.class, () -> good.withPoolSize(0));
    assertThrows(IllegalArgumentException.class, () -> good.withPoolSize(31));
    assertThrows(
        IllegalArgumentException.class, () -> good.withTimeouts(2_000, 1_500, 1_000, 1_000));
    assertThrows(
        IllegalArgumentException.class, () -> good.withTimeouts(2_000, 2_000, 2_000, 1_000));
    assertThrows(
        IllegalArgumentException.class, () -> good.withTimeouts(2_000, 2_000, 1_000, 1_500));
  }
}
