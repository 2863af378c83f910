package dev.ringfence.perf.bench;

import java.io.Console;
import java.io.PrintStream;

/** Says what is going on: one moving line on a terminal, plain lines elsewhere. */
final class Progress {
  private final PrintStream out;
  private final boolean moves;

  // With -Djdk.console=java.base, as some launchers set it, there may be no console after all.
  @SuppressWarnings("SystemConsoleNull")
  Progress(PrintStream out) {
    this.out = out;
    Console console = System.console();
    moves = console != null && console.isTerminal();
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
