package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LocalStackConfigTest {

  @Test
  void shouldRunAllServersOnFreePortsWhenNothingElseIsSaid() {
    LocalStackConfig config = LocalStackConfig.persistent(Path.of("data"));

    assertEquals(Path.of("data").toAbsolutePath(), config.directory());
    assertEquals(Set.of(LocalService.values()), config.services());
    assertFalse(config.temporary());
    assertTrue(config.closeOnExit());
    for (LocalService service : LocalService.values()) {
      assertEquals(0, config.port(service));
    }
  }

  @Test
  void shouldUseAnotherFolderEachTimeWhenEphemeral() {
    assertTrue(LocalStackConfig.ephemeral().temporary());
    assertNotEquals(
        LocalStackConfig.ephemeral().directory(), LocalStackConfig.ephemeral().directory());
  }

  @Test
  void shouldChangeOnlyWhatIsAskedWhenRefined() {
    ProgressListener listener = line -> {};

    LocalStackConfig config =
        LocalStackConfig.persistent(Path.of("data"))
            .withPorts(1, 2, 3)
            .withServices(LocalService.KAFKA)
            .withProgress(listener)
            .closedByCaller();

    assertEquals(
        new LocalStackConfig(
            Path.of("data"), false, 1, 2, 3, Set.of(LocalService.KAFKA), false, listener),
        config);
    assertEquals(1, config.port(LocalService.POSTGRES));
    assertEquals(2, config.port(LocalService.KAFKA));
    assertEquals(3, config.port(LocalService.REDIS));
  }

  @Test
  void shouldRefuseWhenPortOrServicesMakeNoSense() {
    LocalStackConfig config = LocalStackConfig.ephemeral();

    assertThrows(IllegalArgumentException.class, () -> config.withPorts(-1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> config.withPorts(0, 65_536, 0));
    assertThrows(IllegalArgumentException.class, config::withServices);
  }
}
