package dev.ringfence.gateway.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root of all commands, and the client commands below it. */
@Command(
    name = "ringfence",
    description = "Reserve, settle, release. Every answer is durable before you hear it.",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Client commands talk to a server: --server HOST:PORT, or RINGFENCE_SERVER.",
      "Exit codes: 0 good, 1 rejected or not found, 2 wrong usage, 3 no answer from a"
          + " server, 4 a defect of Ringfence's own."
    })
public final class RingfenceCommand {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show what this command takes.")
  // Picocli acts on it by itself.
  @SuppressWarnings("UnusedVariable")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show which version this is.")
  // Picocli acts on it by itself.
  @SuppressWarnings("UnusedVariable")
  private boolean version;

  private RingfenceCommand() {}

  /**
   * The command line with all client commands. Whoever starts servers adds its own with {@link
   * CommandLine#addSubcommand(String, Object)} before it executes.
   */
  public static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    CommandLine root =
        new CommandLine(new RingfenceCommand())
            .addSubcommand(
                "account",
                new CommandLine(new Group.Account())
                    .addSubcommand("open", new OpenAccountCommand())
                    .addSubcommand("get", new GetAccountCommand())
                    .addSubcommand("status", new SetStatusCommand()))
            .addSubcommand("deposit", new DepositCommand())
            .addSubcommand("withdraw", new WithdrawCommand())
            .addSubcommand("reserve", new ReserveCommand())
            .addSubcommand("amend", new AmendCommand())
            .addSubcommand("release", new ReleaseCommand())
            .addSubcommand("fill", new FillCommand())
            .addSubcommand("settle", new SettleCommand())
            .addSubcommand(
                "reservation",
                new CommandLine(new Group.Reservation())
                    .addSubcommand("get", new GetReservationCommand()))
            .addSubcommand(
                "apikey",
                new CommandLine(new Group.ApiKey())
                    .addSubcommand("create", new CreateApiKeyCommand()))
            .addSubcommand("positions", new PositionsCommand())
            .addSubcommand("reservations", new ReservationsCommand())
            .addSubcommand("ledger", new LedgerCommand())
            .addSubcommand("outcome", new OutcomeCommand())
            .addSubcommand("watch", new WatchCommand())
            .addSubcommand("batch", new BatchCommand());
    return WholeNumbers.in(root)
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        // An id may begin with @, and must never be taken for the name of a file of arguments.
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(WrongUsage::explain);
  }
}
