package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.cli.HostAndPort;
import dev.ringfence.snapshotter.progress.ConsoleProgress;
import dev.ringfence.snapshotter.progress.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The engine against servers of somebody else's. */
@Command(
    name = "serve",
    description = "Serve against your own PostgreSQL, Kafka and Redis.",
    footer = {
      "",
      "Every key of the file can come from the environment instead: RINGFENCE_DATABASE_URL"
          + " for database.url. --print-config shows all keys, with what is in force."
    })
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--config", paramLabel = "FILE", description = "The configuration (properties).")
  private Path config;

  @Option(
      names = "--roles",
      paramLabel = "LIST",
      description =
          "What this process does: engine, relay, projector, with commas between, or all"
              + " (default: roles in the configuration, which is all).")
  private Optional<String> roles = Optional.empty();

  @Option(names = "--print-config", description = "Show what is in force, secrets masked, and end.")
  private boolean printConfig;

  @Option(
      names = "--insecure",
      description = "Serve everybody who can reach the port, without asking who it is.")
  private boolean insecure;

  @Option(
      names = "--allow-plaintext",
      description = "Take keys and tokens over plain text, where something in front speaks TLS.")
  private boolean allowPlaintext;

  @Override
  public Integer call() throws Exception {
    Settings settings = Settings.load(ServeSettings.ALL, config, environment());
    NodeConfig nodeConfig = ServeSettings.nodeConfig(settings);
    PrintWriter out = spec.commandLine().getOut();
    if (printConfig) {
      out.println(settings.print());
      nodeConfig
          .kafka()
          .map(kafka -> kafka.connection().print())
          .filter(login -> !login.isEmpty())
          .ifPresent(login -> out.println("# What kafka.properties.file says:\n" + login));
      out.flush();
      return 0;
    }
    if (!nodeConfig.events().has(Role.ENGINE)) {
      return relayOrProject(nodeConfig);
    }
    nodeConfig
        .security()
        .requireMeant(
            List.of(nodeConfig.grpc().host(), nodeConfig.http().host()), insecure, allowPlaintext);
    HeapCheck.of(nodeConfig.shardCount());
    ServerRun run = new ServerRun();
    run.around(
        () -> {
          try (Node node = new Node(nodeConfig, ServeCommand::progress)) {
            node.start(() -> !run.isAsked());
            // A standby waits for as long as the others live.
            if (node.awaitServing(() -> !run.isAsked())) {
              announce(nodeConfig, node);
            }
            run.awaitSignal();
          }
        });
    return 0;
  }

  /** Among lines of JSON, those for people would only be in the way. */
  private static Progress progress() {
    return switch (LogFormat.ofThisProcess()) {
      case JSON -> Progress.NONE;
      case TEXT -> ConsoleProgress.onStandardError();
    };
  }

  /** What is said on the command line wins. */
  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    roles.ifPresent(list -> environment.put(ServeSettings.ROLES.environmentVariable(), list));
    return environment;
  }

  private int relayOrProject(NodeConfig nodeConfig) throws Exception {
    ServerRun run = new ServerRun();
    run.around(
        () -> {
          try (EventNode node = new EventNode(nodeConfig)) {
            if (node.start(() -> !run.isAsked())) {
              announce(nodeConfig, node);
            }
            run.awaitSignal();
          }
        });
    return 0;
  }

  private void announce(NodeConfig nodeConfig, EventNode node) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        new ReadyLine()
            .text("http", http(nodeConfig, node.httpPort()))
            .number("pid", ProcessHandle.current().pid()));
    out.flush();
  }

  private void announce(NodeConfig nodeConfig, Node node) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        new ReadyLine()
            .text("grpc", HostAndPort.of(nodeConfig.grpc().host(), node.grpcPort()))
            .text("http", http(nodeConfig, node.httpPort()))
            .number("pid", ProcessHandle.current().pid()));
    out.flush();
  }

  private static String http(NodeConfig nodeConfig, int port) {
    String scheme = nodeConfig.security().tls().isPresent() ? "https://" : "http://";
    return scheme + HostAndPort.of(nodeConfig.http().host(), port);
  }
}
