package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.boot.Servers.Server;
import dev.ringfence.journal.Database;
import dev.ringfence.journal.relay.Topics;
import dev.ringfence.snapshotter.progress.ConsoleProgress;
import dev.ringfence.snapshotter.verify.Derived;
import dev.ringfence.snapshotter.verify.Verifier;
import dev.ringfence.snapshotter.verify.VerifyConfig;
import dev.ringfence.snapshotter.verify.VerifyReport;
import java.io.PrintWriter;
import java.sql.SQLException;
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
      "With --kafka it also looks whether every published change is in the topic, in order and"
          + " true; with --redis, whether Redis shows what PostgreSQL says. Without a value they are"
          + " those of the environment (RINGFENCE_KAFKA_BOOTSTRAP_SERVERS, RINGFENCE_REDIS_URL)"
          + " or of the running dev; never a part of the one and a part of the other.",
      "",
      "Exit codes: 0 all hold, 1 something diverges, 2 wrong usage, 3 a server gives no"
          + " answer."
    })
final class VerifyCommand implements Callable<Integer> {
  private static final int LONGEST_SECONDS = 86_400;

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
    Servers servers = options.servers(System.getenv());
    Derived derived = derived(servers);
    return options.run(servers, database -> verify(database, derived));
  }

  private int verify(Database database, Derived derived) throws SQLException {
    VerifyReport report =
        new Verifier(VerifyConfig.DEFAULT)
            .run(database.dataSource(), derived, ConsoleProgress.onStandardError());
    PrintWriter out = spec.commandLine().getOut();
    out.print(report.render());
    out.flush();
    return report.exitCode();
  }

  private Derived derived(Servers servers) {
    if (catchUpSeconds < 0 || catchUpSeconds > LONGEST_SECONDS) {
      throw new ConfigurationException(
          "--catch-up must be 0 to %d seconds".formatted(LONGEST_SECONDS));
    }
    return new Derived(
        kafka.map(
            told ->
                login.connection(servers.require(Server.KAFKA, told), servers.login(Server.KAFKA))),
        Topics.ACCOUNT_EVENTS,
        redis.map(told -> RedisAddress.checked(servers.require(Server.REDIS, told))),
        Math.toIntExact(TimeUnit.SECONDS.toMillis(catchUpSeconds)));
  }
}
