package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildRecordTest {

  @TempDir Path folder;

  @Test
  void shouldFindChildWhileItLives() throws Exception {
    ChildRecord record = new ChildRecord(folder);
    assertFalse(record.exists());
    Process child = new ProcessBuilder("sleep", "60").start();

    record.write(child.toHandle());

    assertTrue(record.exists());
    assertEquals(Optional.of(child.toHandle()), record.living());

    child.destroyForcibly().waitFor();

    assertEquals(Optional.empty(), record.living());
    record.delete();
    assertFalse(record.exists());
  }

  @Test
  void shouldFindNobodyWhenPidBelongsToAnotherProcessByNow() throws IOException {
    Files.writeString(folder.resolve("child.pid"), ProcessHandle.current().pid() + " 12345");

    assertEquals(Optional.empty(), new ChildRecord(folder).living());
  }

  @Test
  void shouldFindNobodyWhenRecordIsTorn() throws IOException {
    for (String torn : new String[] {"", "17", "17 ", "x y"}) {
      Files.writeString(folder.resolve("child.pid"), torn);

      assertEquals(Optional.empty(), new ChildRecord(folder).living(), torn);
    }
  }
}
