package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {

  @TempDir Path folder;

  @Test
  void shouldShowPathAndLastLinesWhenLogIsLong() throws IOException {
    Path log = folder.resolve("server.log");
    String lines =
        IntStream.rangeClosed(1, 5_000)
            .mapToObj(line -> "line " + line + ".")
            .collect(Collectors.joining("\n"));
    Files.writeString(log, lines);

    String tail = LogTail.of(log);

    assertTrue(tail.contains(log.toString()));
    assertTrue(tail.contains("line 4981."));
    assertTrue(tail.endsWith("line 5000."));
    assertFalse(tail.contains("line 4980."));
  }

  @Test
  void shouldSaySoWhenThereIsNoLog() {
    Path log = folder.resolve("server.log");

    assertTrue(LogTail.of(log).contains("no log in " + log));
  }
}
