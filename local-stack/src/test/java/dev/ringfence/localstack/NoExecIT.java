package dev.ringfence.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NoExecIT {
  private static final String WITH_NOTHING_TO_RUN =
      "mount -t tmpfs -o noexec none \"$1\" && shift && exec \"$@\"";

  @TempDir Path root;

  @Test
  void shouldUnpackElsewhereWhenNothingMayRunAtHome() throws Exception {
    Assumptions.assumeTrue(SmallDisk.isPossible(), "this machine lets nobody mount a disk");
    Path home = Files.createDirectory(root.resolve("home"));
    Path temporary = Files.createDirectory(root.resolve("temporary"));

    Process process =
        new ProcessBuilder(
                List.of(
                    "unshare",
                    "--map-root-user",
                    "--mount",
                    "sh",
                    "-c",
                    WITH_NOTHING_TO_RUN,
                    "sh",
                    home.toString(),
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Chooser.class.getName(),
                    home.toString(),
                    temporary.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String chosen = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(0, process.waitFor());
    assertEquals(temporary, Path.of(chosen.strip()).getParent());
  }

  /** Says which folder it takes. */
  static final class Chooser {
    private Chooser() {}

    public static void main(String[] arguments) {
      System.out.println(
          CacheFolder.choose(
              Map.of(),
              Path.of(arguments[0]),
              Path.of(arguments[1]),
              Tether.PostgresUser.UNMAPPED));
    }
  }
}
