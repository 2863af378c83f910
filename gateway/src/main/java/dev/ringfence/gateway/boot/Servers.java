package dev.ringfence.gateway.boot;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a tool's servers are: all of them told by options or in the environment, or all of them
 * those of the {@code dev} in one folder. Never a part here and a part there: a projection of one
 * database must not get into the Redis of another.
 */
final class Servers {
  private static final Path USUAL_FOLDER = Path.of(".ringfence");

  /** What a tool may need. */
  enum Server {
    DATABASE("jdbc", "--jdbc", "RINGFENCE_DATABASE_URL"),
    KAFKA("kafka", "--kafka", KafkaLogin.SERVERS_VARIABLE),
    REDIS("redis", "--redis", "RINGFENCE_REDIS_URL");

    private final String field;
    private final String option;
    private final String variable;

    /**
     * @param field its name in the READY line of the dev
     */
    Server(String field, String option, String variable) {
      this.field = field;
      this.option = option;
      this.variable = variable;
    }
  }

  private final Optional<Path> data;
  private final Map<String, String> environment;

  /** Of each that was asked for. */
  private final Map<Server, Source> sources = new EnumMap<>(Server.class);

  /** Who said where it is: the dev in a folder, or an option or a variable. */
  private record Source(String words, boolean isDev) {}

  /**
   * @param data the folder of a dev, if it was named: then the environment does not matter
   */
  Servers(Optional<Path> data, Map<String, String> environment) {
    this.data = data;
    this.environment = environment;
  }

  /** The folder of the dev. */
  Path folder() {
    return data.orElse(USUAL_FOLDER);
  }

  /**
   * Its address; nothing if it is that of a dev that does not run.
   *
   * @param told by its option; empty if it was not
   */
  Optional<String> find(Server server, String told) {
    if (!told.isBlank() && data.isPresent()) {
      throw new ConfigurationException(
          "%s says where a server is, and --data that all are those of the dev in %s: say one of them"
              .formatted(server.option, folder()));
    }
    String address = told;
    String toldBy = server.option;
    if (told.isBlank() && data.isEmpty()) {
      address = environment.getOrDefault(server.variable, "");
      toldBy = server.variable;
    }
    if (address.isBlank()) {
      note(server, new Source("the dev in " + folder(), true));
      return new RunningDev(folder()).field(server.field);
    }
    note(server, new Source(toldBy, false));
    return Optional.of(address);
  }

  /** The same of a server that nobody starts for a tool. */
  String require(Server server, String told) {
    return find(server, told)
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "There is no running dev in %s: say where it is with %s or %s"
                        .formatted(folder(), server.option, server.variable)));
  }

  /** How to log in to it: nothing of that is for a dev. */
  Map<String, String> login(Server server) {
    return sources.get(server).isDev() ? Map.of() : environment;
  }

  private void note(Server server, Source source) {
    sources.put(server, source);
    sources.forEach(
        (other, itsSource) -> {
          if (itsSource.isDev() != source.isDev()) {
            throw new ConfigurationException(
                "%s would be that of %s, but %s that of %s, and these need not belong together: name both, or say --data for a dev"
                    .formatted(words(other), itsSource.words(), words(server), source.words()));
          }
        });
  }

  private static String words(Server server) {
    return switch (server) {
      case DATABASE -> "The database";
      case KAFKA -> "Kafka";
      case REDIS -> "Redis";
    };
  }
}
