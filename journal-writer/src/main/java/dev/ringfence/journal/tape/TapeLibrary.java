package dev.ringfence.journal.tape;

import dev.ringfence.engine.shard.ShardConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * All segments in some folders, those of every process that had shards of the same database, put in
 * order.
 */
public final class TapeLibrary {
  private final List<TapeSegment> segments;
  private final List<String> unreadable;

  private TapeLibrary(List<TapeSegment> segments, List<String> unreadable) {
    this.segments = segments;
    this.unreadable = unreadable;
  }

  /**
   * Looks what there is.
   *
   * @throws TapeException if there is nothing, or it does not go together
   */
  public static TapeLibrary open(List<Path> directories) throws IOException {
    List<TapeSegment> segments = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    for (Path directory : directories) {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.filter(TapeLibrary::isSegment).sorted().toList()) {
          try (SegmentReader reader = SegmentReader.open(file)) {
            SegmentHeader header = reader.header();
            if (header == null) {
              unreadable.add(
                  file + ": its beginning is torn, damaged or of another version; left out");
            } else {
              segments.add(new TapeSegment(file, header));
            }
          }
        }
      } catch (NoSuchFileException missing) {
        throw new TapeException(
            "There is no folder " + directory + ". Name that of the tape with --tape.", missing);
      }
    }
    if (segments.isEmpty()) {
      throw new TapeException(
          unreadable.isEmpty()
              ? "There is no tape in "
                  + directories
                  + ". serve writes one where tape.directory names a folder, dev in the folder tape of"
                  + " its --data. Name it with --tape."
              : String.join(System.lineSeparator(), unreadable)
                  + System.lineSeparator()
                  + "Nothing else is in "
                  + directories);
    }
    TapeLibrary library = new TapeLibrary(TapeOrder.sorted(segments), List.copyOf(unreadable));
    library.requireOneLayout();
    return library;
  }

  public int shardCount() {
    return segments.getFirst().header().shardCount();
  }

  /** Segments of which not even the beginning can be read. */
  public List<String> unreadable() {
    return unreadable;
  }

  /** What is on the tape of one shard, in order. */
  public TapeReader reader(int shardId) {
    return new TapeReader(
        new FrameReader(
            segments.stream().filter(segment -> segment.header().shardId() == shardId).toList()));
  }

  /** How a shard decided when its tape begins; of shard 0's tape if it has none. */
  public ShardConfig shardConfig(int shardId) {
    return segments.stream()
        .map(TapeSegment::header)
        .filter(header -> header.shardId() == shardId)
        .findFirst()
        .orElseGet(() -> segments.getFirst().header())
        .shardConfig();
  }

  private void requireOneLayout() {
    for (TapeSegment segment : segments) {
      if (segment.header().shardCount() != shardCount()) {
        throw new TapeException(
            "%s is of %d shards, and %s of %d: a tape can't be replayed across a reshard"
                .formatted(
                    segments.getFirst().file(),
                    shardCount(),
                    segment.file(),
                    segment.header().shardCount()));
      }
    }
  }

  private static boolean isSegment(Path file) {
    return file.getFileName().toString().endsWith(".tape");
  }
}
