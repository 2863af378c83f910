package dev.ringfence.gateway.boot;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import picocli.CommandLine.Option;

/** Where a tool finds Kafka: told, from the environment, or from a {@code dev} that runs. */
final class KafkaOptions {
  private static final String VARIABLE = "RINGFENCE_KAFKA_BOOTSTRAP_SERVERS";

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = {
        "The brokers (default: " + VARIABLE + ",",
        "or those of the dev that runs in --data)."
      })
  private Optional<String> kafka = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".ringfence",
      description = "The folder of a dev (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of(".ringfence");

  /** How to connect. */
  Map<String, Object> connection(Map<String, String> environment) {
    String servers =
        kafka
            .or(() -> Optional.ofNullable(environment.get(VARIABLE)))
            .or(this::serversOfRunningDev)
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "No dev runs in " + data + ": name the brokers with --kafka"));
    return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
  }

  private Optional<String> serversOfRunningDev() {
    Path file = data.resolve(ReadyLine.FILE);
    try {
      Struct.Builder ready = Struct.newBuilder();
      JsonFormat.parser().merge(Files.readString(file), ready);
      return Optional.of(ready.getFieldsOrThrow("kafka").getStringValue());
    } catch (InvalidProtocolBufferException | IllegalArgumentException unreadable) {
      throw new ConfigurationException(file + " is not what ringfence dev writes", unreadable);
    } catch (IOException absent) {
      return Optional.empty();
    }
  }
}
