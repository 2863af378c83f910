package dev.ringfence.perf;

import dev.ringfence.gateway.cli.Defects;
import dev.ringfence.gateway.cli.Surroundings;
import dev.ringfence.gateway.cli.Version;
import dev.ringfence.gateway.cli.WrongUsage;
import dev.ringfence.perf.bench.BenchCommand;
import dev.ringfence.perf.chaos.ChaosCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of {@code ./ringfence} that measure, and those that break things. */
@Command(
    name = "ringfence",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {BenchCommand.class, ChaosCommand.class},
    synopsisSubcommandLabel = "COMMAND")
public final class PerfCommand {
  private PerfCommand() {}

  /**
   * Exit codes: 0 good, 1 found something wrong, 2 wrong usage, 3 cannot reach a server, 4 a
   * defect.
   */
  public static void main(String[] arguments) {
    Surroundings.neutral();
    System.exit(Defects.run(commandLine(), arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new PerfCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        // As in the commands for people: what begins with @ stands for itself.
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(WrongUsage::explain)
        .setExecutionExceptionHandler(Defects::confess);
  }
}
