package dev.ringfence.perf.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.perf.PerfCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PartBenchTest {
  @TempDir Path folder;

  /** 4 would say that the bench itself is broken. */
  @Test
  void shouldEndAsWithoutAServerWhenItCanNotStartItsOwn() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    Path said = folder.resolve("said");
    List<String> command =
        ChildProcess.java(
            PerfCommand.class.getName(),
            List.of("-Djava.io.tmpdir=" + file, "-Duser.home=" + file));
    command.addAll(List.of("bench", "--part", "commit"));
    ProcessBuilder bench =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    bench.environment().remove("XDG_CACHE_HOME");

    int exitCode = bench.start().waitFor();

    String words = Files.readString(said);
    assertEquals(3, exitCode, words);
    assertTrue(words.contains("Not all that is measured by itself could be"), words);
  }
}
