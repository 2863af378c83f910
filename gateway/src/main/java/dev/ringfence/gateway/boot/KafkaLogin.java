package dev.ringfence.gateway.boot;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a tool logs in to Kafka. */
final class KafkaLogin {
  static final String SERVERS_VARIABLE = "RINGFENCE_KAFKA_BOOTSTRAP_SERVERS";
  private static final String FILE_VARIABLE = "RINGFENCE_KAFKA_PROPERTIES_FILE";

  @Option(
      names = "--kafka-properties",
      paramLabel = "FILE",
      description =
          "How to log in to Kafka: security.*, ssl.* and sasl.*, as Kafka names them (default: "
              + FILE_VARIABLE
              + ").")
  private Optional<Path> file = Optional.empty();

  Map<String, Object> connection(String servers, Map<String, String> environment) {
    return KafkaConnection.to(
            servers,
            file.or(
                () ->
                    Optional.ofNullable(environment.get(FILE_VARIABLE))
                        .filter(name -> !name.isBlank())
                        .map(Path::of)))
        .settings();
  }
}
