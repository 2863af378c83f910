package dev.ringfence.gateway.cli;

import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every client command takes. */
final class ClientOptions {
  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:RINGFENCE_SERVER:-127.0.0.1:7400}",
      description = "The server to talk to (default: $RINGFENCE_SERVER, or 127.0.0.1:7400).")
  private String server;

  @Option(names = "--json", description = "Print the answer as one line of JSON.")
  private boolean json;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description = "How long to wait for the answer, 500ms or 10s for example (default: 10s).")
  private Duration deadline;

  @Mixin private AccessOptions access;

  AccessOptions access() {
    return access;
  }

  String server() {
    return server;
  }

  boolean json() {
    return json;
  }

  Duration deadline() {
    return deadline;
  }
}
