package dev.ringfence.localstack;

import java.util.Locale;

/** The operating system and processor for which a server's program is picked. */
record Platform(Os os, Processor processor) {

  enum Os {
    LINUX,
    DARWIN
  }

  enum Processor {
    AMD64,
    ARM64
  }

  static Platform current() {
    return of(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  static Platform of(String osName, String osArch) {
    String name = osName.toLowerCase(Locale.ROOT);
    if (name.startsWith("linux")) {
      return new Platform(Os.LINUX, processor(osName, osArch));
    }
    if (name.startsWith("mac")) {
      return new Platform(Os.DARWIN, processor(osName, osArch));
    }
    throw unsupported(osName, osArch);
  }

  String postgresArchive() {
    String arch =
        switch (processor) {
          case AMD64 -> "x86_64";
          case ARM64 -> "arm_64";
        };
    return "postgres-" + os.name().toLowerCase(Locale.ROOT) + "-" + arch + ".txz";
  }

  String redisProgram(String version) {
    return "redis-server-" + version + "-" + this;
  }

  @Override
  public String toString() {
    return os.name().toLowerCase(Locale.ROOT) + "-" + processor.name().toLowerCase(Locale.ROOT);
  }

  private static Processor processor(String osName, String osArch) {
    return switch (osArch) {
      case "amd64", "x86_64" -> Processor.AMD64;
      case "aarch64", "arm64" -> Processor.ARM64;
      default -> throw unsupported(osName, osArch);
    };
  }

  private static LocalStackException unsupported(String osName, String osArch) {
    return new LocalStackException(
        "there are no servers for %s on %s: use Linux or macOS on amd64 or arm64, or servers of your own"
            .formatted(osName, osArch));
  }
}
