package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SmallDiskTest {
  @TempDir private Path noPrograms;

  /** As on macOS, which has no unshare. */
  @Test
  void shouldNotBePossibleWhereThereIsNoProgramForIt() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Probe.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("PATH", noPrograms.toString());

    Process probe = builder.start();
    String said = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals("false", said.strip());
    assertEquals(0, probe.waitFor());
  }

  static final class Probe {
    private Probe() {}

    static void main() {
      System.out.println(SmallDisk.isPossible());
    }
  }
}
