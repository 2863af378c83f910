package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.boot.Servers.Server;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a tool finds Kafka: told, from the environment, or from a {@code dev} that runs. */
final class KafkaOptions {
  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description =
          "The brokers (default: "
              + KafkaLogin.SERVERS_VARIABLE
              + ", or those of the dev that runs in --data).")
  private Optional<String> kafka = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The folder of a dev that runs (default: .ringfence). Named, it counts, whatever the"
              + " environment says.")
  private Optional<Path> data = Optional.empty();

  @Mixin private KafkaLogin login;

  /** How to connect. */
  Map<String, Object> connection(Map<String, String> environment) {
    Servers servers = new Servers(data, environment);
    String brokers = servers.require(Server.KAFKA, kafka.orElse(""));
    return login.connection(brokers, servers.login(Server.KAFKA));
  }
}
