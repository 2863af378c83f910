package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.cli.HostAndPort;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Where the brokers are, and how to log in: the same for every client of Kafka in the program.
 *
 * @param bootstrapServers some of the brokers
 * @param login TLS and SASL, under Kafka's own names
 */
record KafkaConnection(String bootstrapServers, SortedMap<String, String> login) {
  /** The rest is what the guarantees rest on, or set by the program. */
  private static final List<String> ALLOWED = List.of("security.", "ssl.", "sasl.");

  private static final String MASK = "********";

  KafkaConnection {
    for (String address : bootstrapServers.split(",", -1)) {
      if (!HostAndPort.isValid(address.strip())) {
        throw new ConfigurationException(
            "The brokers must be given as host:port,host:port, not " + bootstrapServers);
      }
    }
    login = new TreeMap<>(login);
    ConfigDef known = AdminClientConfig.configDef();
    for (String key : login.keySet()) {
      if (ALLOWED.stream().noneMatch(key::startsWith) || !known.names().contains(key)) {
        throw new ConfigurationException(
            key
                + " has no place in the properties for Kafka: they say how to log in (security.*,"
                + " ssl.*, sasl.*)");
      }
    }
  }

  /** In plain text, without a login. */
  static KafkaConnection to(String bootstrapServers) {
    return to(bootstrapServers, Optional.empty());
  }

  /** With the login that is in a file of properties. */
  static KafkaConnection to(String bootstrapServers, Optional<Path> file) {
    return new KafkaConnection(
        bootstrapServers, file.map(KafkaConnection::read).orElseGet(TreeMap::new));
  }

  /** What each client of Kafka is made with. */
  Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>(login);
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return Map.copyOf(settings);
  }

  /** How it logs in, one key a line; nothing that opens a door. */
  String print() {
    return login.entrySet().stream()
        .map(entry -> "# " + entry.getKey() + "=" + shown(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining("\n"));
  }

  /** Without what is in the file. */
  @Override
  public String toString() {
    return "KafkaConnection[" + bootstrapServers + ", " + login.keySet() + "]";
  }

  private static String shown(String key, String value) {
    ConfigDef.Type type = AdminClientConfig.configDef().configKeys().get(key).type;
    return type == ConfigDef.Type.PASSWORD ? MASK : value;
  }

  private static SortedMap<String, String> read(Path file) {
    UnambiguousProperties properties = new UnambiguousProperties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new ConfigurationException(
          "The properties for Kafka, " + file + ", can't be read", unreadable);
    }
    properties.requireOneMeaning(file);
    SortedMap<String, String> login = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(key -> login.put(key, properties.getProperty(key).strip()));
    return login;
  }
}
