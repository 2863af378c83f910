package dev.ringfence.perf.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** How much of a virtual machine's time its host gave to others since this was made. */
final class StolenTime {
  private static final Path FILE = Path.of("/proc/stat");
  private static final double WORTH_TELLING = 0.005;

  /**
   * Columns of the line "cpu": user, nice, system, idle, iowait, irq, softirq, steal; then guests.
   */
  private static final int COLUMNS = 8;

  private final Path file;
  private final Ticks before;

  private StolenTime(Path file) {
    this.file = file;
    before = Ticks.read(file);
  }

  static StolenTime fromNow() {
    return fromNow(FILE);
  }

  static StolenTime fromNow(Path file) {
    return new StolenTime(file);
  }

  /** Adds a line if it was enough to lengthen the tails. */
  void tell(List<String> notes) {
    Ticks now = Ticks.read(file);
    long elapsed = now.all - before.all;
    double share = elapsed == 0 ? 0 : (double) (now.stolen - before.stolen) / elapsed;
    if (share >= WORTH_TELLING) {
      notes.add(
          String.format(
              Locale.ROOT,
              "The host gave %.1f %% of this machine's processor time to others (steal): it stood"
                  + " still now and then, and the longest latencies may be no program's.",
              share * 100));
    }
  }

  /** Since the machine started; nothing where it is not Linux. */
  private record Ticks(long all, long stolen) {
    private static Ticks read(Path file) {
      try {
        String[] columns = Files.readAllLines(file).getFirst().strip().split(" +", -1);
        long all = 0;
        for (int column = 1; column <= COLUMNS; column++) {
          all += Long.parseLong(columns[column]);
        }
        return new Ticks(all, Long.parseLong(columns[COLUMNS]));
      } catch (IOException _) {
        return new Ticks(0, 0);
      }
    }
  }
}
