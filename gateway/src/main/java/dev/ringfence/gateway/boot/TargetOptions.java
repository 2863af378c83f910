package dev.ringfence.gateway.boot;

import picocli.CommandLine.Option;

/** Whom a replay asks for everything again, and how; all of it goes with {@code --target} alone. */
final class TargetOptions {
  @Option(
      names = "--target",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Ask this server for everything on the tape, as a load test.")
  private String address;

  @Option(
      names = "--speed",
      paramLabel = "1|max",
      description = "With --target: as fast as then, or as fast as it goes (default: max).")
  private Speed speed = Speed.MAX;

  @Option(
      names = "--new-ids",
      paramLabel = "PREFIX",
      description =
          "With --target: put this before the ids of requests and orders, as a server that has"
              + " them gives the first answer again.")
  private String newIds = "";

  /** How fast it is asked. */
  enum Speed {
    ORIGINAL("1"),
    MAX("max");

    private final String label;

    Speed(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  String address() {
    return address;
  }

  boolean isAtOriginalSpeed() {
    return speed == Speed.ORIGINAL;
  }

  String newIds() {
    return newIds;
  }
}
