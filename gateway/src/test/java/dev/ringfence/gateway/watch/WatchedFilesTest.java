package dev.ringfence.gateway.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringfence.journal.testing.LogLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WatchedFilesTest {
  private static final String BROKEN = "broken";

  @TempDir private Path folder;

  @Test
  void shouldGoOnLookingWhateverComesOfReading() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "first");
    WatchedFiles<String> watched =
        new WatchedFiles<>(List.of(file), (contents, _) -> read(contents.getFirst()), "");

    Files.writeString(file, BROKEN);
    watched.lookAgain();
    assertEquals("first", watched.current());

    Files.writeString(file, "second");
    watched.lookAgain();
    assertEquals("second", watched.current());
  }

  @Test
  void shouldUseWhatMetAnErrorWhenItFirstReadIt() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "first");
    AtomicBoolean outOfMemory = new AtomicBoolean();
    WatchedFiles<String> watched =
        new WatchedFiles<>(
            List.of(file),
            (contents, _) -> {
              if (outOfMemory.get()) {
                throw new OutOfMemoryError("as for a moment");
              }
              return read(contents.getFirst());
            },
            "");
    try (LogLines lines = new LogLines(WatchedFiles.class)) {
      outOfMemory.set(true);
      Files.writeString(file, "a key less");
      watched.lookAgain();
      watched.lookAgain();
      assertEquals("first", watched.current());
      assertEquals("[ERROR]", lines.take(), "once");

      outOfMemory.set(false);
      watched.lookAgain();
      watched.lookAgain();
      assertEquals("a key less", watched.current());
      assertEquals("[INFO]", lines.take());
    }
  }

  @Test
  void shouldTellOnceThatAFileIsGoneAndAgainThatItIsBack() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "first");
    WatchedFiles<String> watched =
        new WatchedFiles<>(List.of(file), (contents, _) -> read(contents.getFirst()), "");
    try (LogLines lines = new LogLines(WatchedFiles.class)) {
      Files.delete(file);
      watched.lookAgain();
      watched.lookAgain();
      assertEquals("[ERROR]", lines.take());

      Files.writeString(file, "first");
      watched.lookAgain();
      watched.lookAgain();
      assertEquals("[INFO]", lines.take());
      assertEquals("first", watched.current());
    }
  }

  @Test
  void shouldSayWhereItHasLooked() {
    Path missing = Path.of("no-such-clients.json");

    UnusableFileException failure =
        assertThrows(
            UnusableFileException.class,
            () ->
                new WatchedFiles<>(
                    List.of(missing), (contents, _) -> read(contents.getFirst()), ""));

    String place = missing.toAbsolutePath().toString();
    assertEquals(place + " can't be used: there is no file " + place, failure.getMessage());
  }

  private static String read(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    if (text.equals(BROKEN)) {
      throw new StackOverflowError("as of something that is nested deeply");
    }
    return text;
  }
}
