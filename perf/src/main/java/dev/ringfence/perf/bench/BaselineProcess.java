package dev.ringfence.perf.bench;

import dev.ringfence.perf.baseline.BaselineProgram;
import dev.ringfence.perf.baseline.BaselineVariant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The baseline in a JVM of its own, with the options that the launcher gives to {@code ringfence
 * serve}, and those that the operator adds. Its heap of 512 MB is more than it needs.
 */
final class BaselineProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final List<String> JAVA_OPTIONS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
          "-XX:+UseCompactObjectHeaders",
          "-XX:+UseG1GC",
          "-XX:+ExitOnOutOfMemoryError",
          "-Dio.grpc.netty.shaded.io.netty.leakDetection.level=disabled",
          "-Xmx512m");
  private static final String OPERATORS_OPTIONS = "RINGFENCE_JAVA_OPTS";

  private final ChildProcess child;
  private final Target target;

  private BaselineProcess(ChildProcess child, Target target) {
    this.child = child;
    this.target = target;
  }

  static BaselineProcess start(BaselineVariant variant, String jdbcUrl) {
    ChildProcess child =
        ChildProcess.start(
            "baseline " + variant.label(),
            command(variant, System.getenv()),
            Map.of(BaselineProgram.JDBC_VARIABLE, jdbcUrl),
            START_LIMIT);
    return new BaselineProcess(
        child,
        new Target(
            variant.label(),
            child.address("grpc"),
            false,
            null,
            new Target.Database(jdbcUrl, variant.schema())));
  }

  static List<String> command(BaselineVariant variant, Map<String, String> environment) {
    List<String> options = new ArrayList<>(JAVA_OPTIONS);
    // No shell is in between that would make words of it, as there is for the launcher.
    Stream.of(environment.getOrDefault(OPERATORS_OPTIONS, "").split("\\s+", -1))
        .filter(word -> !word.isEmpty())
        .forEach(options::add);
    List<String> command = ChildProcess.java(BaselineProgram.class.getName(), options);
    command.add(variant.name().toLowerCase(Locale.ROOT));
    return command;
  }

  Target target() {
    return target;
  }

  @Override
  public void close() {
    child.close();
  }
}
