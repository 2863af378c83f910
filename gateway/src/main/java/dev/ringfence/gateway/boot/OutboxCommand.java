package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.cli.ExitCode;
import dev.ringfence.journal.Database;
import dev.ringfence.journal.relay.OutboxDiscard;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Empties the outbox where nobody wants the events. */
@Command(
    name = "outbox",
    description = "Without Kafka: say that nobody wants the events that wait.",
    footer = {
      "",
      "Where no process serves with Kafka the outbox grows without a bound, and no reshard"
          + " is possible.",
      "Let a timer run this, also while shards write. It refuses where a relay is at work."
          + " Events that were discarded never come to Kafka, also not later; no balance and no"
          + " ledger is touched.",
      "",
      "Exit codes: 0 done, 2 wrong usage or a relay at work, 3 a server gives no answer."
    })
final class OutboxCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DatabaseOptions options;

  @Option(names = "--discard", description = "Do it; nothing is touched without it.")
  private boolean discard;

  @Override
  public Integer call() throws Exception {
    if (!discard) {
      throw new ConfigurationException("Say --discard if nobody wants the events that wait");
    }
    return options.run(System.getenv(), this::discard);
  }

  private int discard(Database database) throws SQLException {
    OutboxDiscard.Report report = new OutboxDiscard(database.dataSource()).run();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%,d events will never be published; %,d rows removed%n", report.events(), report.rows());
    out.flush();
    return ExitCode.GOOD;
  }
}
