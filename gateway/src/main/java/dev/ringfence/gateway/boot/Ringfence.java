package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.cli.Defects;
import dev.ringfence.gateway.cli.ExitCode;
import dev.ringfence.gateway.cli.RingfenceCommand;
import dev.ringfence.gateway.cli.StandardOutput;
import dev.ringfence.gateway.cli.Surroundings;
import dev.ringfence.gateway.cli.WholeNumbers;
import dev.ringfence.gateway.cli.WrongUsage;
import dev.ringfence.gateway.watch.UnusableFileException;
import dev.ringfence.journal.Complaint;
import dev.ringfence.journal.RefusedStartException;
import dev.ringfence.journal.relay.OutboxInUseException;
import dev.ringfence.journal.tape.TapeException;
import dev.ringfence.localstack.LocalStackException;
import dev.ringfence.snapshotter.reshard.ReshardRefusedException;
import dev.ringfence.snapshotter.verify.UnreachableException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.KafkaException;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;

/** The one entry point: client commands for people, and the servers. */
public final class Ringfence {
  private Ringfence() {}

  public static void main(String[] arguments) {
    Surroundings.neutral();
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    try {
      LogFormat.ofThisProcess().choose();
    } catch (ConfigurationException wrong) {
      err.println(wrong.getMessage());
      System.exit(ExitCode.WRONG_USAGE);
    }
    logInOnePlace();
    StandardOutput out = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    int exitCode = Defects.run(commandLine(out.writer(), err), arguments);
    System.exit(out.exitCode(exitCode, err));
  }

  static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    CommandLine root =
        RingfenceCommand.commandLine(out, err)
            .addSubcommand("dev", new DevCommand())
            .addSubcommand("serve", new ServeCommand())
            .addSubcommand("verify", new VerifyCommand())
            .addSubcommand("project", new ProjectCommand())
            .addSubcommand("reshard", new ReshardCommand())
            .addSubcommand("outbox", new OutboxCommand())
            .addSubcommand("replay", new ReplayCommand())
            .addSubcommand("dlq", new DlqCommand())
            .addSubcommand("bench", new LauncherCommand.Bench())
            .addSubcommand("chaos", new LauncherCommand.Chaos())
            .addSubcommand("simulate", new LauncherCommand.Simulate())
            .addSubcommand("train", new LauncherCommand.Train());
    return WholeNumbers.in(root)
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler(WrongUsage::explain)
        .setExecutionExceptionHandler(Ringfence::explain);
  }

  /** gRPC knows the JDK's logging alone, which would go its own way past format and levels. */
  static void logInOnePlace() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  /** What an operator can mend is said in a sentence; a stack trace is for defects. */
  private static int explain(
      Exception failure, CommandLine commandLine, CommandLine.ParseResult parsed) {
    if (failure instanceof ConfigurationException
        || failure instanceof LocalStackException
        || failure instanceof UnusableFileException
        || failure instanceof RefusedStartException
        || failure instanceof OutboxInUseException
        || failure instanceof TapeException
        || failure instanceof ReshardRefusedException) {
      commandLine.getErr().println(failure.getMessage());
      return ExitCode.WRONG_USAGE;
    }
    if (failure instanceof UnreachableException) {
      commandLine.getErr().println(failure.getMessage());
      return ExitCode.NO_ANSWER;
    }
    if (failure instanceof KafkaException) {
      commandLine.getErr().println("Kafka gives no answer: " + Complaint.reason(failure));
      return ExitCode.NO_ANSWER;
    }
    return Defects.confess(failure, commandLine, parsed);
  }
}
