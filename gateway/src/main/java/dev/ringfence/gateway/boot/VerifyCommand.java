package dev.ringfence.gateway.boot;

import dev.ringfence.journal.Database;
import dev.ringfence.snapshotter.progress.ConsoleProgress;
import dev.ringfence.snapshotter.verify.Verifier;
import dev.ringfence.snapshotter.verify.VerifyConfig;
import dev.ringfence.snapshotter.verify.VerifyReport;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Checks what must always hold. */
@Command(
    name = "verify",
    description = "Check the invariants over PostgreSQL: read-only, safe while shards write.",
    footer = {"", "Exit codes: 0 all hold, 1 something diverges, 2 wrong usage, 3 no database."})
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DatabaseOptions options;

  @Override
  public Integer call() throws Exception {
    return options.run(System.getenv(), this::verify);
  }

  private int verify(Database database) throws SQLException {
    VerifyReport report =
        new Verifier(VerifyConfig.DEFAULT)
            .run(database.dataSource(), ConsoleProgress.onStandardError());
    PrintWriter out = spec.commandLine().getOut();
    out.print(report.render());
    out.flush();
    return report.exitCode();
  }
}
