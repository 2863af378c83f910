package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunningDevTest {
  private static final long NOBODY = 4_194_305;
  private static final long INIT = 1;

  @TempDir private Path folder;

  @Test
  void shouldTellWhereTheRunningOneIs() throws IOException {
    RunningDev dev = new RunningDev(folder);
    dev.announce(ready(ProcessHandle.current().pid()));

    assertEquals(Optional.of("127.0.0.1:9092"), dev.field("kafka"));
    assertEquals(
        "rw-------",
        java.nio.file.attribute.PosixFilePermissions.toString(
            Files.getPosixFilePermissions(file())));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(file()), files.toList());
    }
  }

  @Test
  void shouldTellNothingOfOneThatWasKilled() throws IOException {
    RunningDev dev = new RunningDev(folder);
    dev.announce(ready(NOBODY));

    assertEquals(Optional.empty(), dev.field("kafka"));
  }

  /** After a start of the machine its number may be anybody's. */
  @Test
  void shouldTellNothingWhenAnotherProcessHasItsNumber() throws IOException {
    RunningDev dev = new RunningDev(folder);
    dev.announce(ready(INIT));

    assertEquals(Optional.empty(), dev.field("kafka"));
  }

  @Test
  void shouldTellNothingWhereNoneIs() {
    assertEquals(Optional.empty(), new RunningDev(folder).field("kafka"));
  }

  @Test
  void shouldRefuseAFileOfSomethingElse() throws IOException {
    Files.writeString(file(), "{}");

    assertThrows(ConfigurationException.class, () -> new RunningDev(folder).field("kafka"));
  }

  @Test
  void shouldTakeAwayOnlyWhatIsItsOwn() throws IOException {
    RunningDev dev = new RunningDev(folder);
    dev.withdraw();
    dev.announce(ready(INIT));
    dev.withdraw();
    assertTrue(Files.exists(file()), "another's");

    dev.announce(ready(ProcessHandle.current().pid()));
    dev.withdraw();
    assertFalse(Files.exists(file()));
  }

  private Path file() {
    return folder.resolve("ready.json");
  }

  private static ReadyLine ready(long pid) {
    return new ReadyLine().text("kafka", "127.0.0.1:9092").number("pid", pid);
  }
}
