package dev.ringfence.localstack;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end, with its output in a server's log. */
final class Task {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private Task() {}

  static void run(String title, List<String> command, String input, Path folder, Path log) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(log.toString())));
    ChildEnvironment.cleanAndPlain(builder.environment());
    Process process = ChildSpawner.spawn(builder);
    try {
      feed(process, input);
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        ProcessFamily.of(process.toHandle()).send(Signal.KILL);
        throw new LocalStackException(
            "%s did not end within %s. %s".formatted(title, LIMIT, LogTail.of(log)));
      }
    } catch (InterruptedException e) {
      ProcessFamily.of(process.toHandle()).kill(title);
      Thread.currentThread().interrupt();
      throw new LocalStackException("interrupted during " + title, e);
    }
    if (process.exitValue() != 0) {
      throw new LocalStackException(
          "%s failed with exit code %d. %s".formatted(title, process.exitValue(), LogTail.of(log)));
    }
  }

  private static void feed(Process process, String input) {
    try (OutputStream stream = process.getOutputStream()) {
      stream.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // It ended without reading on; its exit code tells why.
    }
  }
}
