package dev.ringfence.journal.tape;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The segments of one shard: which there are, and which must go. */
final class SegmentFiles {
  private static final String SUFFIX = ".tape";

  private final Path directory;
  private final String prefix;

  SegmentFiles(Path directory, int shardId) {
    this.directory = directory;
    prefix = "shard-" + shardId + "-";
  }

  /** A name that sorts after all that were made before. */
  Path next(long createdMillis, long count) {
    return directory.resolve("%s%013d-%06d%s".formatted(prefix, createdMillis, count, SUFFIX));
  }

  /** Those that are there, oldest first. */
  List<Path> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> isSegment(file.getFileName().toString())).sorted().toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  /** Deletes the oldest until the rest is small enough, and those that are too old. */
  void prune(long maxBytes, long oldestMillis) throws IOException {
    List<Path> files = new ArrayList<>(list());
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    for (Path file : files) {
      if (bytes <= maxBytes && Files.getLastModifiedTime(file).toMillis() >= oldestMillis) {
        return;
      }
      bytes -= Files.size(file);
      Files.delete(file);
    }
  }

  private boolean isSegment(String name) {
    return name.startsWith(prefix) && name.endsWith(SUFFIX);
  }
}
