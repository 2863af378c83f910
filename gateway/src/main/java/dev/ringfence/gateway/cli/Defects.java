package dev.ringfence.gateway.cli;

import picocli.CommandLine;

/**
 * What only whoever develops Ringfence can mend: a stack trace, and an exit code of its own. Not 1,
 * as that something is wrong, and that nobody could look, are not the same.
 */
public final class Defects {
  private Defects() {}

  /** Runs what was typed, in a command line that has {@link #confess} for what it can't explain. */
  public static int run(CommandLine commands, String... arguments) {
    try {
      return commands.execute(arguments);
    } catch (Error defect) {
      return confess(defect, commands);
    }
  }

  /** For {@link CommandLine#setExecutionExceptionHandler}. */
  public static int confess(
      Exception defect, CommandLine command, CommandLine.ParseResult arguments) {
    return confess(defect, command);
  }

  private static int confess(Throwable defect, CommandLine command) {
    defect.printStackTrace(command.getErr());
    return ExitCode.DEFECT;
  }
}
