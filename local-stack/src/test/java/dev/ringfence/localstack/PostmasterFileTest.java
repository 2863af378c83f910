package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostmasterFileTest {

  @TempDir Path data;

  @Test
  void shouldBeReadyOnlyWhenThatProcessSaysSo() throws IOException {
    PostmasterFile file = new PostmasterFile(data);
    assertFalse(file.isReady(4711));

    write(4711, "starting");
    assertFalse(file.isReady(4711));

    write(4711, "ready   ");
    assertTrue(file.isReady(4711));
    assertFalse(file.isReady(471));
  }

  @Test
  void shouldDeleteFileWhenPidBelongsToAnotherProgram() throws IOException {
    write(ProcessHandle.current().pid(), "ready   ");

    new PostmasterFile(data).deleteIfStale();

    assertFalse(Files.exists(data.resolve("postmaster.pid")));
    assertDoesNotThrow(() -> new PostmasterFile(data).deleteIfStale());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\0\0\0\0", "47x\n"})
  void shouldDeleteFileWhenItsWriterWasKilledWhileWritingIt(String content) throws IOException {
    Files.writeString(data.resolve("postmaster.pid"), content);

    new PostmasterFile(data).deleteIfStale();

    assertFalse(Files.exists(data.resolve("postmaster.pid")));
  }

  private void write(long pid, String status) throws IOException {
    Files.writeString(
        data.resolve("postmaster.pid"),
        pid + "\n/data\n1763680000\n5432\n\n127.0.0.1\n  1234 5\n" + status + "\n");
  }
}
