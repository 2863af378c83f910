package dev.ringfence.perf.bench;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A whole local stack of its own, started with {@code ringfence dev --ephemeral}. */
final class DevProcess implements AutoCloseable {
  /** The system property with the path of the launcher script, where it cannot be found. */
  static final String LAUNCHER_PROPERTY = "ringfence.launcher";

  private static final Duration START_LIMIT = Duration.ofMinutes(5);

  private final ChildProcess child;

  private DevProcess(ChildProcess child) {
    this.child = child;
  }

  static DevProcess start(String... options) {
    List<String> command = new ArrayList<>(List.of(launcher().toString(), "dev", "--ephemeral"));
    command.addAll(List.of(options));
    return new DevProcess(ChildProcess.start("ringfence dev", command, Map.of(), START_LIMIT));
  }

  Target target() {
    return target("ringfence");
  }

  Target target(String label) {
    return new Target(
        label,
        child.address("grpc"),
        true,
        child.address("http") + "/metrics",
        new Target.Database(jdbcUrl(), "public"),
        child.address("kafka"));
  }

  /** What the engine's process holds just now, after a full collection. */
  ServerMemory memory() {
    return ServerMemory.of(child.processId());
  }

  /** What the engine's process gets of the cores from now on. */
  CpuShares cpuShares() {
    return new CpuShares(child.processId());
  }

  String jdbcUrl() {
    return child.address("jdbc");
  }

  String redis() {
    return child.address("redis");
  }

  @Override
  public void close() {
    child.close();
  }

  /** Named by the property, or the script {@code ringfence} in a folder above our own jar. */
  static Path launcher() {
    String named = System.getProperty(LAUNCHER_PROPERTY);
    if (named != null) {
      return Path.of(named);
    }
    Path folder = ownFolder();
    while (folder != null) {
      Path script = folder.resolve("ringfence");
      if (Files.isRegularFile(script) && Files.isExecutable(script)) {
        return script;
      }
      folder = folder.getParent();
    }
    throw new UnreachableException(
        "The script ./ringfence is in no folder above %s. Name it with -D%s=PATH, or a server with"
                .formatted(ownFolder(), LAUNCHER_PROPERTY)
            + " --target.");
  }

  private static Path ownFolder() {
    try {
      return Path.of(DevProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toAbsolutePath();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("our own jar has no path", e);
    }
  }
}
