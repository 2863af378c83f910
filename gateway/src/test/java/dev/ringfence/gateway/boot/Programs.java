package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs that nobody here wrote, which may be installed or not. */
final class Programs {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private Programs() {}

  /** What a program said, and how it ended; with {@link #TOO_LATE} where it did not in time. */
  record Run(int exitCode, String said) {
    static final int TOO_LATE = -1;
  }

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
    Run run = runWithin(LIMIT, folder, environment, command);
    assertTrue(run.exitCode() != Run.TOO_LATE, () -> "It did not end: " + run.said());
    return run;
  }

  static Run runWithin(
      Duration limit, Path folder, Map<String, String> environment, String... command)
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
      boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      return new Run(ended ? process.exitValue() : Run.TOO_LATE, Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }
}
