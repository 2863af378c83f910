package dev.ringfence.perf.bench;

import dev.ringfence.snapshotter.progress.Terminal;
import java.io.PrintStream;

/** Says what is going on: one moving line on a terminal, plain lines elsewhere. */
final class Progress {
  private final PrintStream out;
  private final boolean moves;

  Progress(PrintStream out) {
    this.out = out;
    moves = Terminal.drawsOver();
  }

  void say(String words) {
    if (moves) {
      out.print("\r\033[K" + words);
      out.flush();
    } else {
      out.println(words);
    }
  }

  /** Leaves the terminal's line clean for what follows. */
  void end() {
    if (moves) {
      out.print("\r\033[K");
      out.flush();
    }
  }
}
