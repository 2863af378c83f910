package dev.ringfence.journal.tape;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
   * Deletes the oldest until the rest is small enough, and those that are too old.
   *
   * @param open the one that is being written, which stays, as do those behind it; may be null
   */
  void prune(long maxBytes, long oldestMillis, Path open) throws IOException {
    List<Path> files = new ArrayList<>(list());
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    for (Path file : files) {
      if (file.equals(open)) {
        return;
      }
      if (bytes <= maxBytes && Files.getLastModifiedTime(file).toMillis() >= oldestMillis) {
        return;
      }
      bytes -= Files.size(file);
      Files.delete(file);
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
