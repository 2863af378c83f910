package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.boot.Servers.Server;
import dev.ringfence.gateway.cli.ExitCode;
import dev.ringfence.journal.Database;
import dev.ringfence.snapshotter.progress.ConsoleProgress;
import dev.ringfence.snapshotter.projection.ProjectionConfig;
import dev.ringfence.snapshotter.projection.RedisRepair;
import dev.ringfence.snapshotter.projection.SnapshotException;
import dev.ringfence.snapshotter.projection.StoreUnavailableException;
import io.lettuce.core.RedisURI;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes Redis what PostgreSQL says. */
@Command(
    name = "project",
    description = "Write the projection in Redis anew from PostgreSQL, while events go on.",
    footer = {
      "",
      "What is missing, wrong or ahead of PostgreSQL is replaced; accounts that do not"
          + " exist are removed. Database and Redis are both named (options, environment), or"
          + " both those of one dev.",
      "A Redis that comes back empty is rebuilt by the running process by itself.",
      "",
      "Exit codes: 0 done, 1 Redis was flushed meanwhile, 2 wrong usage, 3 a server gives"
          + " no answer."
    })
final class ProjectCommand implements Callable<Integer> {
  private static final int FLUSHED = 1;

  @Spec private CommandSpec spec;
  @Mixin private DatabaseOptions options;

  @Option(names = "--rebuild", description = "Do it; nothing is touched without it.")
  private boolean rebuild;

  @Option(
      names = "--redis",
      paramLabel = "URL",
      description = "Where Redis is (default: RINGFENCE_REDIS_URL, or that of the running dev).")
  private String redis = "";

  @Override
  public Integer call() throws Exception {
    if (!rebuild) {
      throw new ConfigurationException("Say --rebuild to write the projection anew");
    }
    Servers servers = options.servers(System.getenv());
    String url = RedisAddress.checked(servers.require(Server.REDIS, redis));
    return options.run(servers, database -> project(database, url));
  }

  private int project(Database database, String url) throws SnapshotException {
    PrintWriter err = spec.commandLine().getErr();
    try {
      RedisRepair.Report report =
          new RedisRepair(
                  database.dataSource(),
                  RedisURI.create(url),
                  ProjectionConfig.DEFAULTS,
                  ConsoleProgress.onStandardError())
              .run();
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "%,d accounts written, %,d of them were ahead of PostgreSQL; %,d keys of no account removed%n",
          report.accounts(), report.ahead(), report.removed());
      out.flush();
      if (!report.complete()) {
        err.println("Redis was flushed or restarted meanwhile: do it again");
      }
      return report.complete() ? ExitCode.GOOD : FLUSHED;
    } catch (StoreUnavailableException away) {
      err.println(away.getMessage());
      return ExitCode.NO_ANSWER;
    }
  }
}
