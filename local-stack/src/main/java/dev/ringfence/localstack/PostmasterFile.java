package dev.ringfence.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads postmaster.pid, in which PostgreSQL tells who serves a data folder and whether it is ready.
 */
final class PostmasterFile {

  private static final int STATUS_LINE = 7;

  private final Path data;
  private final Path file;

  PostmasterFile(Path data) {
    this.data = data;
    this.file = data.resolve("postmaster.pid");
  }

  boolean isReady(long pid) {
    List<String> lines = lines();
    return lines.size() > STATUS_LINE
        && lines.getFirst().trim().equals(Long.toString(pid))
        && lines.get(STATUS_LINE).trim().equals("ready");
  }

  /**
   * Deletes it after a kill: PostgreSQL would refuse to start if the old pid belonged to any other
   * process by now, which in a container started anew is likely; or if it was killed before it
   * wrote its pid.
   */
  void deleteIfStale() {
    pid()
        .filter(pid -> ProcessHandle.of(pid).filter(this::serves).isPresent())
        .ifPresent(
            pid -> {
              throw new LocalStackException(
                  "PostgreSQL process %d, which this stack did not start, serves %s: stop it with kill -INT %d"
                      .formatted(pid, data, pid));
            });
    FileTree.delete(file);
  }

  /** Empty where there is none that could be read. */
  private Optional<Long> pid() {
    try {
      return lines().stream().findFirst().map(line -> Math.abs(Long.parseLong(line.trim())));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private boolean serves(ProcessHandle process) {
    if (ProcessFamily.hasEnded(process)) {
      return false;
    }
    try {
      return Files.isSameFile(Path.of("/proc/" + process.pid() + "/cwd"), data);
    } catch (IOException _) {
      return process.info().command().orElse("").endsWith("postgres");
    }
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(file);
    } catch (IOException _) {
      return List.of();
    }
  }
}
