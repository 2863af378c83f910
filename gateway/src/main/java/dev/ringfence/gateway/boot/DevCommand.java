package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.boot.NodeConfig.KafkaConfig;
import dev.ringfence.gateway.grpc.GrpcServerConfig;
import dev.ringfence.gateway.http.HttpServerConfig;
import dev.ringfence.gateway.identity.IdentityConfig;
import dev.ringfence.gateway.rehearsal.RehearsalConfig;
import dev.ringfence.journal.Database;
import dev.ringfence.journal.DatabaseConfig;
import dev.ringfence.journal.tape.TapeConfig;
import dev.ringfence.localstack.LocalPostgres;
import dev.ringfence.localstack.LocalStack;
import dev.ringfence.localstack.LocalStackConfig;
import dev.ringfence.snapshotter.progress.ConsoleProgress;
import dev.ringfence.snapshotter.recovery.RecoveryConfig;
import dev.ringfence.snapshotter.recovery.RecoverySample;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Everything on this machine: real servers of its own, and the engine. */
@Command(
    name = "dev",
    description = "Start PostgreSQL, Kafka, Redis and the engine on this machine.",
    footer = {"", "Open to everybody on this machine, and to nobody else: it listens on loopback."})
final class DevCommand implements Callable<Integer> {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String DATA = "--data";
  private static final int MAX_PORT = 65_535;
  private static final long TAPE_BYTES = 1_000_000_000;
  private static final Duration TAPE_AGE = Duration.ofDays(7);

  /** Of each shard. */
  private static final int TRAINING_ACCOUNTS = 200_000;

  @Spec private CommandSpec spec;

  @Option(
      names = DATA,
      paramLabel = "DIR",
      defaultValue = ".ringfence",
      description = "Where the data stays (default: ${DEFAULT-VALUE}).")
  private Path data;

  @Option(names = "--ephemeral", description = "A temporary folder and free ports.")
  private boolean ephemeral;

  @Option(
      names = "--shards",
      paramLabel = "N",
      description = "How many shards; fixed once there is data (default: one less than cores).")
  private Optional<Integer> shards;

  @Option(
      names = "--grpc-port",
      paramLabel = "PORT",
      description = "Where gRPC listens, 0 for any (default: 7400).")
  private Optional<Integer> grpcPort;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "Where HTTP listens, 0 for any (default: 7480).")
  private Optional<Integer> httpPort;

  @Option(
      names = "--clients",
      paramLabel = "FILE",
      description = "Ask who calls, as serve does: a clients file (default: everybody may call).")
  private Optional<Path> clients;

  @Option(names = "--no-tape", description = "Write no command tape into the folder.")
  private boolean noTape;

  @Option(
      names = "--roles",
      paramLabel = "LIST",
      defaultValue = "all",
      description = "What it does besides the engine: relay, projector or all (default: all).")
  private String roles;

  @Option(
      names = "--train",
      hidden = true,
      description = "Rehearse for long and stop: the JDK records its ahead-of-time cache from it.")
  private boolean train;

  @Override
  public Integer call() throws Exception {
    if (ephemeral && spec.commandLine().getParseResult().hasMatchedOption(DATA)) {
      throw new ConfigurationException(
          "--ephemeral keeps nothing, so that --data would stay empty: leave one of them out");
    }
    // Servers are started for some seconds: what was mistyped is said before.
    Typed typed = typed();
    HeapCheck.of(typed.shards());
    ServerRun run = new ServerRun();
    run.around(
        () -> {
          try (LocalStack stack = LocalStack.begin(stackConfig())) {
            if (stack.await(() -> !run.isAsked())) {
              serve(run, stack, typed);
            }
          }
        });
    return 0;
  }

  private void serve(ServerRun run, LocalStack stack, Typed typed) throws Exception {
    try (Node node = new Node(nodeConfig(stack, typed), ConsoleProgress::onStandardError)) {
      if (train) {
        giveSomethingToRecover(stack, typed.shards());
      } else {
        stack.whenKafkaFails(run::giveUp);
      }
      node.start(() -> !run.isAsked());
      boolean serving = node.awaitServing(() -> !run.isAsked());
      if (train) {
        return;
      }
      if (serving) {
        announce(stack, node);
      }
      try {
        run.awaitSignal();
      } finally {
        if (!ephemeral) {
          new RunningDev(data).withdraw();
        }
      }
    }
  }

  /** A recovery is what a start waits for: the JDK is to know how to compile it. */
  private static void giveSomethingToRecover(LocalStack stack, int count) throws SQLException {
    LocalPostgres postgres = stack.postgres();
    try (Database database =
        Database.open(
            DatabaseConfig.of(postgres.jdbcUrl(), postgres.user(), postgres.password()))) {
      database.migrate();
      RecoverySample.fill(database, count, TRAINING_ACCOUNTS * count);
    }
  }

  private LocalStackConfig stackConfig() {
    LocalStackConfig config =
        ephemeral ? LocalStackConfig.ephemeral() : LocalStackConfig.persistent(data);
    PrintWriter progress = spec.commandLine().getErr();
    return config
        .closedByCaller()
        .withProgress(
            line -> {
              progress.println(line);
              progress.flush();
            });
  }

  /** What the options say, as far as it does not depend on the servers. */
  private record Typed(int shards, int grpcPort, int httpPort, EventsConfig events) {}

  private Typed typed() {
    return new Typed(
        NodeConfig.checkedShardCount(shards.orElseGet(NodeConfig::defaultShardCount)),
        port("--grpc-port", grpcPort, 7400),
        port("--http-port", httpPort, 7480),
        new EventsConfig(Role.parse("engine," + roles), EventsConfig.DEFAULTS.outboxMaxRows()));
  }

  private NodeConfig nodeConfig(LocalStack stack, Typed typed) {
    return new NodeConfig(
        "dev",
        typed.shards(),
        DatabaseConfig.of(
            stack.postgres().jdbcUrl(), stack.postgres().user(), stack.postgres().password()),
        Optional.empty(),
        Optional.of(new KafkaConfig(stack.kafka().bootstrapServers(), 8, (short) 1)),
        Optional.of(stack.redis().uri()),
        new SecurityConfig(
            clients.map(file -> new IdentityConfig(file, Optional.empty())), Optional.empty()),
        GrpcServerConfig.listeningOn(LOOPBACK, typed.grpcPort()),
        HttpServerConfig.listeningOn(LOOPBACK, typed.httpPort()),
        typed.events(),
        train ? RehearsalConfig.TRAINING : RehearsalConfig.DEFAULT,
        ephemeral || noTape ? Optional.empty() : Optional.of(tape()),
        RecoveryConfig.of(typed.shards()));
  }

  private TapeConfig tape() {
    return TapeConfig.of(data.resolve(ReplayCommand.FOLDER), TAPE_BYTES, TAPE_AGE);
  }

  private int port(String option, Optional<Integer> asked, int usual) {
    int port = asked.orElse(ephemeral ? 0 : usual);
    if (port < 0 || port > MAX_PORT) {
      throw new ConfigurationException(option + " must be 0 to " + MAX_PORT + ", not " + port);
    }
    return port;
  }

  private void announce(LocalStack stack, Node node) throws IOException {
    ReadyLine ready =
        new ReadyLine()
            .text("grpc", LOOPBACK + ":" + node.grpcPort())
            .text("http", "http://" + LOOPBACK + ":" + node.httpPort())
            .text("jdbc", stack.postgres().jdbcUrl())
            .text("kafka", stack.kafka().bootstrapServers())
            .text("redis", stack.redis().uri())
            .number("pid", ProcessHandle.current().pid());
    if (!ephemeral) {
      new RunningDev(data).announce(ready);
    }
    if (clients.isEmpty()) {
      spec.commandLine()
          .getErr()
          .println(
              "Open to everybody on this machine, and to nobody else: dev asks for no key and"
                  + " listens on loopback");
      spec.commandLine().getErr().flush();
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(ready);
    out.flush();
  }
}
