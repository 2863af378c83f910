package dev.ringfence.gateway.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What is wrong with what was typed, what was perhaps meant, and how to learn the rest: all there
 * is to know would only hide the one sentence.
 */
public final class WrongUsage {
  private WrongUsage() {}

  /** For {@link CommandLine#setParameterExceptionHandler}. */
  public static int explain(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    if (isUnfinished(wrong, command)) {
      // Whoever types a group alone asks what there is.
      command.usage(err);
      err.println();
    }
    err.println(wrong.getMessage());
    var _ = UnmatchedArgumentException.printSuggestions(wrong, err);
    err.printf("See: %s --help%n", command.getCommandSpec().qualifiedName());
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** Whether a command is only the beginning of one. */
  private static boolean isUnfinished(ParameterException wrong, CommandLine command) {
    return !command.getSubcommands().isEmpty() && !(wrong instanceof UnmatchedArgumentException);
  }
}
