package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.cli.ExitCode;
import dev.ringfence.journal.Database;
import dev.ringfence.journal.LeaseConfig;
import dev.ringfence.snapshotter.reshard.Reshard;
import dev.ringfence.snapshotter.reshard.ReshardConfig;
import dev.ringfence.snapshotter.reshard.ReshardReport;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Changes how many shards there are. */
@Command(
    name = "reshard",
    description = "Change the number of shards, while nothing serves.",
    footer = {
      "",
      "Stop every process first, with the outbox drained: it refuses while a shard is"
          + " owned or events wait to be published."
    })
final class ReshardCommand implements Callable<Integer> {
  private static final int LOCK_TIMEOUT_MILLIS = 10_000;
  private static final int STATEMENT_TIMEOUT_MILLIS = 60 * 60 * 1_000;

  @Spec private CommandSpec spec;
  @Mixin private DatabaseOptions options;

  @Option(names = "--shards", paramLabel = "N", required = true, description = "How many.")
  private int shards;

  @Override
  public Integer call() throws Exception {
    if (shards < 1 || shards > NodeConfig.MAX_SHARDS) {
      throw new ConfigurationException(
          "--shards must be 1 to "
              + NodeConfig.MAX_SHARDS
              + ", as no process serves more, not "
              + shards);
    }
    return options.run(System.getenv(), this::reshard);
  }

  private int reshard(Database database) throws SQLException {
    ReshardConfig config =
        new ReshardConfig(
            LeaseConfig.DEFAULT.leaseMillis(), LOCK_TIMEOUT_MILLIS, STATEMENT_TIMEOUT_MILLIS);
    ReshardReport report = new Reshard(config).run(database.dataSource(), shards);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "Laid out for %d shards instead of %d; %d accounts, %d positions and %d reservations belong"
            + " to another shard now.%n",
        report.shards(),
        report.shardsBefore(),
        report.movedAccounts(),
        report.movedPositions(),
        report.movedReservations());
    out.flush();
    return ExitCode.GOOD;
  }
}
