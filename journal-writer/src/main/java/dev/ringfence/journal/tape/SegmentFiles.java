package dev.ringfence.journal.tape;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The segments of one shard: which there are, and which must go. */
final class SegmentFiles {
  private static final String SUFFIX = ".tape";
  private static final Pattern CREATED = Pattern.compile("\\d{1,18}");

  private final Path directory;
  private final String prefix;

  SegmentFiles(Path directory, int shardId) {
    this.directory = directory;
    prefix = "shard-" + shardId + "-";
  }

  /** A name that sorts after all that are there, also when the clock was set back. */
  Path next(long nowMillis) throws IOException {
    List<Path> files = list();
    long millis =
        files.isEmpty() ? nowMillis : Math.max(nowMillis, createdMillis(files.getLast()) + 1);
    return directory.resolve("%s%013d%s".formatted(prefix, millis, SUFFIX));
  }

  /** Those that are there, oldest first. */
  List<Path> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> isSegment(file.getFileName().toString())).sorted().toList();
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (UncheckedIOException failure) {
      // A folder is read while one goes through it.
      throw failure.getCause();
    }
  }

  /**
   * Deletes the oldest until the rest is small enough, and those that are too old. What somebody
   * else removes meanwhile is in nobody's way.
   *
   * @param open the one that is being written, which stays, as do those behind it; may be null
   */
  void prune(long maxBytes, long oldestMillis, Path open) throws IOException {
    Map<Path, Long> sizes = new LinkedHashMap<>();
    for (Path file : list()) {
      sizes.put(file, size(file));
    }
    long bytes = sizes.values().stream().mapToLong(Long::longValue).sum();
    for (Map.Entry<Path, Long> file : sizes.entrySet()) {
      if (file.getKey().equals(open)
          || (bytes <= maxBytes && !isOlder(file.getKey(), oldestMillis))) {
        return;
      }
      bytes -= file.getValue();
      Files.deleteIfExists(file.getKey());
    }
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException gone) {
      return 0;
    }
  }

  private static boolean isOlder(Path file, long millis) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toMillis() < millis;
    } catch (NoSuchFileException gone) {
      return true;
    }
  }

  /** What its name begins with; older ones have a number behind it. */
  private long createdMillis(Path file) {
    Matcher name = CREATED.matcher(file.getFileName().toString().substring(prefix.length()));
    return name.lookingAt() ? Long.parseLong(name.group()) : 0;
  }

  private boolean isSegment(String name) {
    return name.startsWith(prefix) && name.endsWith(SUFFIX);
  }
}
