package dev.ringfence.gateway.boot;

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
      description = {
        "The brokers (default: " + KafkaLogin.SERVERS_VARIABLE + ",",
        "or those of the dev that runs in --data)."
      })
  private Optional<String> kafka = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".ringfence",
      description = "The folder of a dev (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of(".ringfence");

  @Mixin private KafkaLogin login;

  /** How to connect. */
  Map<String, Object> connection(Map<String, String> environment) {
    String servers =
        kafka
            .or(() -> Optional.ofNullable(environment.get(KafkaLogin.SERVERS_VARIABLE)))
            .or(() -> new RunningDev(data).field("kafka"))
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "No dev runs in " + data + ": name the brokers with --kafka"));
    return login.connection(servers, environment);
  }
}
