package dev.ringfence.journal.tape;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentFilesTest {
  private static final long NOW_MILLIS = 1_800_000_000_000L;
  private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

  @TempDir private Path folder;

  @Test
  void shouldNameTheNewestLastWhenTheClockWasSetBack() throws IOException {
    SegmentFiles files = new SegmentFiles(folder, 0);
    Path older = make(folder.resolve("shard-0-%013d-000007.tape".formatted(NOW_MILLIS)));
    Path first = make(files.next(NOW_MILLIS));
    Path second = make(files.next(NOW_MILLIS - DAY_MILLIS));
    Path third = make(files.next(NOW_MILLIS + 5));

    assertEquals(List.of(older, first, second, third), files.list());
  }

  @Test
  void shouldKeepTheOpenOneAndWhatIsBehindItHoweverOldAndLarge() throws IOException {
    SegmentFiles files = new SegmentFiles(folder, 0);
    Path old = make(files.next(NOW_MILLIS));
    Path open = make(files.next(NOW_MILLIS));

    files.prune(0, NOW_MILLIS, open);

    assertEquals(List.of(open), files.list());
    make(old);
    files.prune(0, NOW_MILLIS, null);
    assertEquals(List.of(), files.list());
  }

  @Test
  void shouldRemoveWhatIsTooOldOrTooMuch() throws IOException {
    SegmentFiles files = new SegmentFiles(folder, 0);
    make(files.next(NOW_MILLIS));
    Path second = make(files.next(NOW_MILLIS));
    Path third = make(files.next(NOW_MILLIS));
    Files.setLastModifiedTime(second, FileTime.fromMillis(NOW_MILLIS + DAY_MILLIS));
    Files.setLastModifiedTime(third, FileTime.fromMillis(NOW_MILLIS + DAY_MILLIS));

    files.prune(Long.MAX_VALUE, NOW_MILLIS + 1, null);
    assertEquals(List.of(second, third), files.list());

    files.prune(1, NOW_MILLIS, null);
    assertEquals(List.of(third), files.list());
  }

  @Test
  void shouldGoOnWhenSomebodyElseRemovesASegmentMeanwhile() throws IOException {
    SegmentFiles files = new SegmentFiles(folder, 0);
    // It is among the names, and not there when it is looked at.
    Path gone = files.next(NOW_MILLIS);
    Files.createSymbolicLink(gone, folder.resolve("moved away"));
    Path left = make(files.next(NOW_MILLIS));

    files.prune(1, NOW_MILLIS, null);

    assertEquals(List.of(left), files.list());
  }

  @Test
  void shouldNotRunAheadOfWhatHasPassedWhenTheClockJumps() {
    AtomicLong wall = new AtomicLong(NOW_MILLIS);
    AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 3);
    SteadyClock clock = new SteadyClock(wall::get, nanos::get);

    nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
    wall.addAndGet(DAY_MILLIS);
    assertEquals(NOW_MILLIS + 2_000, clock.getAsLong());

    wall.set(NOW_MILLIS - DAY_MILLIS);
    assertEquals(NOW_MILLIS - DAY_MILLIS, clock.getAsLong());
  }

  /** One byte, last written at the time that its name was asked for. */
  private static Path make(Path file) throws IOException {
    Files.write(file, new byte[1]);
    return Files.setLastModifiedTime(file, FileTime.fromMillis(NOW_MILLIS));
  }
}
