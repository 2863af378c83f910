package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
  private static final Setting URL = Setting.required("database.url", "Where PostgreSQL is");
  private static final Setting PORT = Setting.optional("grpc.port", "7400", "Where gRPC listens");
  private static final Setting PASSWORD = Setting.secret("database.password", "The password");
  private static final List<Setting> ALL = List.of(URL, PORT, PASSWORD);

  private static Properties file(String... keysAndValues) {
    Properties properties = new Properties();
    for (int index = 0; index < keysAndValues.length; index += 2) {
      properties.setProperty(keysAndValues[index], keysAndValues[index + 1]);
    }
    return properties;
  }

  @Test
  void shouldPreferTheEnvironmentToTheFileAndTheFileToTheDefault() {
    Settings settings =
        Settings.of(
            ALL,
            file("database.url", "from-file", "database.password", "secret"),
            Map.of("RINGFENCE_DATABASE_URL", "from-environment"));

    assertEquals("from-environment", settings.text(URL));
    assertEquals("secret", settings.text(PASSWORD));
    assertEquals(7400, settings.number(PORT, 0, 65_535));
  }

  @Test
  void shouldSayAllThatIsWrongAtOnce() {
    Properties wrong = file("grpc.prot", "1", "grcp.port", "2");

    ConfigurationException refusal =
        assertThrows(ConfigurationException.class, () -> Settings.of(ALL, wrong, Map.of()));

    assertTrue(refusal.getMessage().contains("database.url is missing"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("RINGFENCE_DATABASE_URL"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("grpc.prot is not a key"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("grcp.port is not a key"), refusal.getMessage());
  }

  @Test
  void shouldSayWhatIsEmptyAndMustNotBe() {
    ConfigurationException refusal =
        assertThrows(
            ConfigurationException.class,
            () -> Settings.of(ALL, file("database.url", " "), Map.of("RINGFENCE_GRPC_PORT", "")));

    String said = refusal.getMessage();
    assertTrue(said.contains("database.url (or RINGFENCE_DATABASE_URL) is empty"), said);
    assertTrue(said.contains("grpc.port (or RINGFENCE_GRPC_PORT) is empty"), said);
    assertTrue(said.contains("leave it out for 7400"), said);
  }

  @Test
  void shouldRefuseNumbersOutOfRange() {
    for (String wrong : List.of("-1", "65536", "7400x", "99999999999")) {
      Settings settings = Settings.of(ALL, file("database.url", "x", "grpc.port", wrong), Map.of());

      assertThrows(
          ConfigurationException.class, () -> settings.number(PORT, 0, 65_535), "'" + wrong + "'");
    }
  }

  @Test
  void shouldMaskSecretsWhenPrinted() {
    Settings settings =
        Settings.of(ALL, file("database.url", "x", "database.password", "hunter2"), Map.of());

    assertFalse(settings.print().contains("hunter2"), settings.print());
    assertTrue(settings.print().contains("database.password=********"), settings.print());
  }

  @Test
  void shouldMaskSecretsInsideOfUrls() {
    String url = "jdbc:postgresql://db:5432/r?user=u&password=hunter2&sslpassword=hunter3&ssl=true";
    Settings settings = Settings.of(ALL, file("database.url", url), Map.of());

    assertFalse(settings.print().contains("hunter"), settings.print());
    assertTrue(
        settings.print().contains("?user=u&password=********&sslpassword=********&ssl=true"),
        settings.print());
    assertEquals(url, settings.text(URL), "only what is shown is masked");
  }

  @Test
  void shouldMaskSecretsBeforeTheHost() {
    Settings settings =
        Settings.of(ALL, file("database.url", "jdbc:postgresql://u:hunter2@db/r"), Map.of());

    assertTrue(settings.print().contains("//u:********@db/r"), settings.print());
  }

  @Test
  void shouldRefuseVariablesThatNobodyKnows() {
    ConfigurationException refusal =
        assertThrows(
            ConfigurationException.class,
            () ->
                Settings.of(
                    ALL,
                    file("database.url", "x"),
                    Map.of("RINGFENCE_GRPC_PROT", "secret", "RINGFENCE_DATABASE_PASSWROD", "y")));

    assertTrue(refusal.getMessage().contains("RINGFENCE_GRPC_PROT is not"), refusal.getMessage());
    assertTrue(
        refusal.getMessage().contains("RINGFENCE_DATABASE_PASSWROD is not"), refusal.getMessage());
    assertFalse(refusal.getMessage().contains("secret"), refusal.getMessage());
  }

  @Test
  void shouldLeaveOtherVariablesAlone() {
    Map<String, String> environment =
        Map.of(
            "RINGFENCE_LOG_FORMAT", "json",
            "RINGFENCE_SERVER", "127.0.0.1:7400",
            "RINGFENCE_SERVICE_HOST", "10.0.0.1",
            "RINGFENCE_PORT_7400_TCP_ADDR", "10.0.0.1",
            "RINGFENCE_PORT", "tcp://10.0.0.1:7400",
            "PATH", "/bin");

    Settings.of(ALL, file("database.url", "x"), environment);
  }

  @Test
  void shouldNotTakeAnAddressOfKubernetesForAPort() {
    Settings settings =
        Settings.of(
            ALL,
            file("database.url", "x", "grpc.port", "7401"),
            Map.of("RINGFENCE_GRPC_PORT", "tcp://10.0.0.1:7400"));

    assertEquals(7401, settings.number(PORT, 0, 65_535));
  }

  @Test
  void shouldRefuseAFileThatSaysTwoThingsOfOneKey(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("ringfence.properties"),
            """
            database.url=x
            database.url = x
            grpc.port=7400
            grpc.port=7401
            """);

    ConfigurationException refusal =
        assertThrows(ConfigurationException.class, () -> Settings.load(ALL, file, Map.of()));

    assertTrue(refusal.getMessage().endsWith("two things of grpc.port"), refusal.getMessage());
  }

  @Test
  void shouldNameTheFileThatIsMissing() {
    Path missing = Path.of("no-such-folder", "ringfence.properties");

    ConfigurationException refusal =
        assertThrows(ConfigurationException.class, () -> Settings.load(ALL, missing, Map.of()));

    assertTrue(refusal.getMessage().contains(missing.toString()), refusal.getMessage());
  }
}
