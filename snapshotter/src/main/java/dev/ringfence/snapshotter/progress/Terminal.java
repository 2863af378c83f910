package dev.ringfence.snapshotter.progress;

import java.io.Console;
import java.util.Map;

/** Whether a person looks at what this process says. */
public final class Terminal {
  private Terminal() {}

  /** Whether a line that was shown can be drawn over. */
  // Since 22 the console was never null, since 25 it is again, as with -Djdk.console=java.base.
  @SuppressWarnings("SystemConsoleNull")
  public static boolean drawsOver() {
    Console console = System.console();
    return console != null && console.isTerminal() && drawsOver(System.getenv());
  }

  /** Such a one, as the shell of an editor, shows what is meant to move its cursor. */
  static boolean drawsOver(Map<String, String> environment) {
    return !"dumb".equals(environment.get("TERM"));
  }
}
