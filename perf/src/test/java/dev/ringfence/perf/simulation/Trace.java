package dev.ringfence.perf.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What happened, for a person to read; kept only when somebody will. */
final class Trace {
  private final List<String> lines = new ArrayList<>();
  private final boolean on;
  private World world;

  Trace(boolean on) {
    this.on = on;
  }

  void clock(World clock) {
    world = clock;
  }

  @SuppressWarnings("AnnotateFormatMethod") // The annotation is of a library that is not ours.
  void add(String format, Object... arguments) {
    if (on) {
      lines.add(
          String.format(Locale.ROOT, "%12.6f  ", world.nowNanos() / 1e9)
              + String.format(Locale.ROOT, format, arguments));
    }
  }

  List<String> lines() {
    return lines;
  }
}
