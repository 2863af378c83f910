package dev.ringfence.localstack;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What to run, and where.
 *
 * @param directory holds the data, the logs and the lock of the stack
 * @param temporary deletes the directory when the stack is closed
 * @param postgresPort 0 for a free one, as for the other ports
 * @param closeOnExit closes the stack in a shutdown hook of its own; without it, the caller closes
 *     it, after having drained what still needs the servers
 * @param kafkaDoors further ports of the broker, for those who come through a proxy
 * @param postgresDisk the disk that PostgreSQL's data is on; the caller's, who closes it after the
 *     stack; empty: the directory
 */
public record LocalStackConfig(
    Path directory,
    boolean temporary,
    int postgresPort,
    int kafkaPort,
    int redisPort,
    Set<LocalService> services,
    boolean closeOnExit,
    ProgressListener progress,
    List<KafkaDoor> kafkaDoors,
    Optional<SmallDisk> postgresDisk) {

  public LocalStackConfig {
    directory = directory.toAbsolutePath().normalize();
    services = Set.copyOf(services);
    kafkaDoors = List.copyOf(kafkaDoors);
    Objects.requireNonNull(progress);
    requirePort("postgresPort", postgresPort);
    requirePort("kafkaPort", kafkaPort);
    requirePort("redisPort", redisPort);
    if (services.isEmpty()) {
      throw new IllegalArgumentException("services must name at least one server");
    }
  }

  /** With nothing in front of the servers, and the data in the directory. */
  public LocalStackConfig(
      Path directory,
      boolean temporary,
      int postgresPort,
      int kafkaPort,
      int redisPort,
      Set<LocalService> services,
      boolean closeOnExit,
      ProgressListener progress) {
    this(
        directory,
        temporary,
        postgresPort,
        kafkaPort,
        redisPort,
        services,
        closeOnExit,
        progress,
        List.of(),
        Optional.empty());
  }

  /** All three servers on free ports, in a temporary folder that goes away with them. */
  public static LocalStackConfig ephemeral() {
    Path folder = EphemeralFolders.PARENT.resolve(EphemeralFolders.PREFIX + UUID.randomUUID());
    return of(folder, true);
  }

  /** All three servers on free ports, on a folder whose data stays. */
  public static LocalStackConfig persistent(Path directory) {
    return of(directory, false);
  }

  private static LocalStackConfig of(Path directory, boolean temporary) {
    Set<LocalService> all = EnumSet.allOf(LocalService.class);
    return new LocalStackConfig(directory, temporary, 0, 0, 0, all, true, ProgressListener.SILENT);
  }

  public LocalStackConfig withPorts(int postgres, int kafka, int redis) {
    return new LocalStackConfig(
        directory,
        temporary,
        postgres,
        kafka,
        redis,
        services,
        closeOnExit,
        progress,
        kafkaDoors,
        postgresDisk);
  }

  public LocalStackConfig withServices(LocalService... chosen) {
    return new LocalStackConfig(
        directory,
        temporary,
        postgresPort,
        kafkaPort,
        redisPort,
        Set.copyOf(Arrays.asList(chosen)),
        closeOnExit,
        progress,
        kafkaDoors,
        postgresDisk);
  }

  public LocalStackConfig withProgress(ProgressListener listener) {
    return new LocalStackConfig(
        directory,
        temporary,
        postgresPort,
        kafkaPort,
        redisPort,
        services,
        closeOnExit,
        listener,
        kafkaDoors,
        postgresDisk);
  }

  /** For a caller whose own shutdown hook ends with {@link LocalStack#close()}. */
  public LocalStackConfig closedByCaller() {
    return new LocalStackConfig(
        directory,
        temporary,
        postgresPort,
        kafkaPort,
        redisPort,
        services,
        false,
        progress,
        kafkaDoors,
        postgresDisk);
  }

  /** With more ways into the broker. */
  public LocalStackConfig withKafkaDoors(List<KafkaDoor> doors) {
    return new LocalStackConfig(
        directory,
        temporary,
        postgresPort,
        kafkaPort,
        redisPort,
        services,
        closeOnExit,
        progress,
        doors,
        postgresDisk);
  }

  /** With PostgreSQL's data on a disk that can be full. */
  public LocalStackConfig withPostgresOn(SmallDisk disk) {
    return new LocalStackConfig(
        directory,
        temporary,
        postgresPort,
        kafkaPort,
        redisPort,
        services,
        closeOnExit,
        progress,
        kafkaDoors,
        Optional.of(disk));
  }

  int port(LocalService service) {
    return switch (service) {
      case POSTGRES -> postgresPort;
      case KAFKA -> kafkaPort;
      case REDIS -> redisPort;
    };
  }

  private static void requirePort(String name, int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(name + " must be 0 to 65535, but is " + port);
    }
  }
}
