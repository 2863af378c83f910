package dev.ringfence.gateway.boot;

import dev.ringfence.journal.Database;
import dev.ringfence.journal.relay.Topics;
import dev.ringfence.snapshotter.progress.ConsoleProgress;
import dev.ringfence.snapshotter.verify.Derived;
import dev.ringfence.snapshotter.verify.Verifier;
import dev.ringfence.snapshotter.verify.VerifyConfig;
import dev.ringfence.snapshotter.verify.VerifyReport;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks what must always hold. */
@Command(
    name = "verify",
    description = "Check the invariants over PostgreSQL: read-only, safe while shards write.",
    footer = {
      "",
      "With --kafka and --redis also that every published change is in the topic, in order and true,",
      "and that Redis shows what PostgreSQL says. Without a value they are those of the environment",
      "(RINGFENCE_KAFKA_BOOTSTRAP_SERVERS, RINGFENCE_REDIS_URL) or of the running dev.",
      "",
      "Exit codes: 0 all hold, 1 something diverges, 2 wrong usage, 3 a server gives no answer."
    })
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DatabaseOptions options;
  @Mixin private KafkaLogin login;

  @Option(
      names = "--kafka",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "SERVERS",
      description = "Compare the events in Kafka, too.")
  private Optional<String> kafka = Optional.empty();

  @Option(
      names = "--redis",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "URL",
      description = "Compare the projection in Redis, too.")
  private Optional<String> redis = Optional.empty();

  @Option(
      names = "--catch-up",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How long Redis may be behind (default: ${DEFAULT-VALUE}).")
  private int catchUpSeconds;

  @Override
  public Integer call() throws Exception {
    return options.run(System.getenv(), this::verify);
  }

  private int verify(Database database) throws SQLException {
    VerifyReport report =
        new Verifier(VerifyConfig.DEFAULT)
            .run(
                database.dataSource(), derived(System.getenv()), ConsoleProgress.onStandardError());
    PrintWriter out = spec.commandLine().getOut();
    out.print(report.render());
    out.flush();
    return report.exitCode();
  }

  private Derived derived(Map<String, String> environment) {
    Optional<String> servers =
        options.address(kafka, KafkaLogin.SERVERS_VARIABLE, "kafka", environment);
    return new Derived(
        servers.map(value -> login.connection(value, environment)),
        Topics.ACCOUNT_EVENTS,
        options
            .address(redis, "RINGFENCE_REDIS_URL", "redis", environment)
            .map(RedisAddress::checked),
        Math.toIntExact(TimeUnit.SECONDS.toMillis(catchUpSeconds)));
  }
}
