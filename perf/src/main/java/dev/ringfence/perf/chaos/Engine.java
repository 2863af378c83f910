package dev.ringfence.perf.chaos;

import dev.ringfence.gateway.boot.Ringfence;
import dev.ringfence.localstack.Ports;
import dev.ringfence.localstack.TetheredProcess;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A node that serves, in a process of its own that can be killed and started again. */
final class Engine implements AutoCloseable {
  private static final List<String> OPTIONS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
          "-XX:+UseCompactObjectHeaders",
          "-XX:+ExitOnOutOfMemoryError",
          // Two engines, three servers and the clients share the machine, and nobody is fast here.
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xmx512m");

  private static final String AOT_CACHE = "ringfence.aot.cache";

  /** By SIGKILL, as Java and shells tell it. */
  private static final int KILLED = 128 + 9;

  private final String name;
  private final int port = Ports.free();
  private final Path folder;
  private final Map<String, String> settings = new HashMap<>();
  private TetheredProcess process;

  /** It finds PostgreSQL by the settings, and the environment's own settings do not matter. */
  Engine(String name, Path folder, Map<String, String> settings) {
    this.name = name;
    this.folder = folder;
    this.settings.putAll(settings);
    this.settings.put("RINGFENCE_NODE_NAME", name);
    this.settings.put("RINGFENCE_GRPC_HOST", "127.0.0.1");
    this.settings.put("RINGFENCE_GRPC_PORT", Integer.toString(port));
    this.settings.put("RINGFENCE_HTTP_PORT", "0");
    // It would take from all others what it gains itself.
    this.settings.put("RINGFENCE_REHEARSAL_MILLIS", "0");
  }

  int port() {
    return port;
  }

  /**
   * Returns at once; it may take a while until it serves.
   *
   * @param crashPoint where it shall kill itself; empty for nowhere
   */
  void start(String crashPoint) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("RINGFENCE_CRASH_AT", crashPoint);
    process =
        TetheredProcess.start(
            name,
            java(Ringfence.class.getName(), options(), "serve", "--insecure"),
            environment,
            folder.resolve(name + ".log"));
    TetheredProcess started = process;
    Thread.ofVirtual().start(() -> drain(started));
  }

  /** The same, whether it has ended by itself, was killed, or runs. */
  void startAnew() {
    close();
    start("");
  }

  void kill() {
    process.kill();
  }

  void pause() {
    process.pause();
  }

  void resume() {
    process.resume();
  }

  boolean isRunning() {
    return process.isRunning();
  }

  /**
   * Whether it kills itself in time.
   *
   * @throws ChaosException if it ends in any other way
   */
  boolean awaitCrash(Duration limit) {
    try {
      OptionalInt exitCode = process.awaitEnd(limit);
      if (exitCode.isPresent() && exitCode.getAsInt() != KILLED) {
        throw new ChaosException(
            "Engine %s was to kill itself, and ended with exit code %d instead"
                .formatted(name, exitCode.getAsInt()));
      }
      return exitCode.isPresent();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChaosException("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.close();
  }

  /** With a cache of classes it starts with less work, where there is one. */
  private static List<String> options() {
    String cache = System.getProperty(AOT_CACHE, "");
    return cache.isEmpty()
        ? OPTIONS
        : Stream.concat(
                OPTIONS.stream(),
                Stream.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off", "-Xlog:cds*=off"))
            .toList();
  }

  /** A class of our own class path, as a program. */
  static List<String> java(String mainClass, List<String> options, String... arguments) {
    String classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    return Stream.of(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
            options,
            List.of("-cp", classPath, mainClass),
            List.of(arguments))
        .flatMap(List::stream)
        .toList();
  }

  private static void drain(TetheredProcess process) {
    try (BufferedReader lines = process.says()) {
      while (lines.readLine() != null) {
        // Only that it does not wait for a reader.
      }
    } catch (IOException _) {
      // It was killed.
    }
  }
}
