package dev.ringfence.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Remembers on disk which process serves a folder, for the one who comes after a kill -9. */
final class ChildRecord {

  private static final String FILE = "child.pid";

  private final Path file;

  ChildRecord(Path serverFolder) {
    this.file = serverFolder.resolve(FILE);
  }

  /** True when no server of this stack's folder is alive any more. */
  static boolean allGone(Path stackFolder) {
    return Arrays.stream(LocalService.values())
        .map(service -> new ChildRecord(stackFolder.resolve(service.folder())))
        .allMatch(record -> record.living().isEmpty());
  }

  void write(ProcessHandle child) {
    try {
      Files.writeString(file, child.pid() + " " + startMillis(child));
    } catch (IOException e) {
      throw new LocalStackException("cannot write " + file + ": " + e, e);
    }
  }

  void delete() {
    FileTree.delete(file);
  }

  boolean exists() {
    return Files.exists(file);
  }

  /** The recorded child, unless it has ended or its pid belongs to another process by now. */
  Optional<ProcessHandle> living() {
    try {
      String[] words = Files.readString(file).trim().split(" ", -1);
      long startMillis = Long.parseLong(words[1]);
      return ProcessHandle.of(Long.parseLong(words[0]))
          .filter(process -> startMillis(process) == startMillis)
          .filter(process -> !ProcessFamily.hasEnded(process));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException _) {
      // Torn by a crash while it was being written: such a child was never waited for.
      return Optional.empty();
    }
  }

  private static long startMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }
}
