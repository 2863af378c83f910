package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs that nobody here wrote, which may be installed or not. */
final class Programs {
  private static final long LIMIT_SECONDS = 120;

  private Programs() {}

  /** What a program said, and how it ended. */
  record Run(int exitCode, String said) {}

  static boolean isInstalled(String program) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  static Run run(Path folder, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("program", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      String said = Files.readString(output);
      assertTrue(ended, () -> "It did not end: " + said);
      return new Run(process.exitValue(), said);
    } finally {
      Files.delete(output);
    }
  }
}
