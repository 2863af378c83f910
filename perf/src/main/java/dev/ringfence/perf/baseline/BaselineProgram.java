package dev.ringfence.perf.baseline;

import dev.ringfence.gateway.cli.Surroundings;
import java.util.Locale;

/** The baseline as a process of its own: the variant is its argument. */
public final class BaselineProgram {
  /** The environment variable with the JDBC URL; not an argument, for it holds a password. */
  public static final String JDBC_VARIABLE = "RINGFENCE_BASELINE_JDBC";

  private BaselineProgram() {}

  /** Serves until it is stopped; says where in a line that starts with READY. */
  public static void main(String[] arguments) throws Exception {
    Surroundings.neutral();
    String jdbcUrl = System.getenv(JDBC_VARIABLE);
    if (arguments.length < 1 || jdbcUrl == null) {
      System.err.println(
          "Usage: "
              + JDBC_VARIABLE
              + "=jdbc:postgresql://… BaselineProgram textbook|single [port]");
      System.exit(2);
    }
    BaselineVariant variant = BaselineVariant.valueOf(arguments[0].toUpperCase(Locale.ROOT));
    int port = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
    BaselineServer server = BaselineServer.start(jdbcUrl, variant, port);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "baseline-close"));
    System.out.printf(
        "READY {\"grpc\":\"%s\",\"pid\":%d}%n", server.address(), ProcessHandle.current().pid());
    server.awaitTermination();
  }
}
