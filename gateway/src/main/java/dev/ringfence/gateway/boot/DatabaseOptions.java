package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.boot.Servers.Server;
import dev.ringfence.journal.Database;
import dev.ringfence.journal.DatabaseConfig;
import dev.ringfence.journal.DatabaseTrouble;
import dev.ringfence.localstack.LocalService;
import dev.ringfence.localstack.LocalStack;
import dev.ringfence.localstack.LocalStackConfig;
import dev.ringfence.snapshotter.projection.SnapshotException;
import dev.ringfence.snapshotter.verify.UnreachableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import picocli.CommandLine.Option;

/**
 * Where a tool finds the database: told, from the environment, or in the folder of a {@code dev},
 * whose PostgreSQL is started for the tool if it does not run. See {@link Servers} for the others.
 */
final class DatabaseOptions {
  /**
   * As patient as the commands that ask a server: tools are needed when a machine is at its end.
   */
  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

  private static final String URL_VARIABLE = "RINGFENCE_DATABASE_URL";
  private static final String USER_VARIABLE = "RINGFENCE_DATABASE_USER";
  private static final String PASSWORD_VARIABLE = "RINGFENCE_DATABASE_PASSWORD";

  @Option(
      names = "--jdbc",
      paramLabel = "URL",
      description =
          "The database; user and password may be in "
              + USER_VARIABLE
              + " and "
              + PASSWORD_VARIABLE
              + " (default: "
              + URL_VARIABLE
              + ", or the database of the dev in --data).")
  private Optional<String> jdbc = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The folder of a dev (default: .ringfence). Named, all servers are that dev's,"
              + " whatever the environment says.")
  private Optional<Path> data = Optional.empty();

  /** Where this tool's servers are; others than the database are asked for before it is opened. */
  Servers servers(Map<String, String> environment) {
    return new Servers(data, environment);
  }

  /** Runs the tool, with the database there for as long as it takes. */
  int run(Map<String, String> environment, Tool tool) throws Exception {
    return run(servers(environment), tool);
  }

  /** The same, beside the servers that were found already. */
  int run(Servers servers, Tool tool) throws Exception {
    Optional<String> url = servers.find(Server.DATABASE, jdbc.orElse(""));
    if (url.isPresent()) {
      return run(config(url.get(), servers.login(Server.DATABASE)), tool);
    }
    Path folder = servers.folder();
    if (!Files.isDirectory(folder)) {
      throw new ConfigurationException(
          "There is no dev in %s: name its folder with --data, or the database with --jdbc"
              .formatted(folder));
    }
    LocalStackConfig postgresAlone =
        LocalStackConfig.persistent(folder).withServices(LocalService.POSTGRES);
    try (LocalStack stack = LocalStack.start(postgresAlone)) {
      return run(config(stack.postgres().jdbcUrl(), Map.of()), tool);
    }
  }

  /** What is done with the database; returns the exit code. */
  interface Tool {
    int run(Database database) throws Exception;
  }

  private static int run(DatabaseConfig config, Tool tool) throws Exception {
    try (Database database = Database.openWhereLetIn(config)) {
      return tool.run(database);
    } catch (SQLException | SnapshotException | RuntimeException failure) {
      Optional<DatabaseTrouble> trouble = DatabaseTrouble.of(failure, config);
      if (trouble.isEmpty()) {
        throw failure;
      }
      String message = trouble.get().message();
      throw trouble.get().passing()
          ? new UnreachableException(message, failure)
          : new ConfigurationException(message, failure);
    }
  }

  private static DatabaseConfig config(String url, Map<String, String> environment) {
    Properties parsed = Driver.parseURL(url, new Properties());
    if (parsed == null) {
      throw new ConfigurationException(
          "The database URL must look like jdbc:postgresql://host:5432/database");
    }
    String user =
        environment.getOrDefault(USER_VARIABLE, parsed.getProperty(PGProperty.USER.getName(), ""));
    if (user.isBlank()) {
      throw new ConfigurationException(
          "Say who connects to the database: " + USER_VARIABLE + ", or user= in its URL");
    }
    return DatabaseConfig.of(
            url,
            user,
            environment.getOrDefault(
                PASSWORD_VARIABLE, parsed.getProperty(PGProperty.PASSWORD.getName(), "")))
        .withConnectTimeout(CONNECT_TIMEOUT_MILLIS);
  }
}
