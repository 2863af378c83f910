package dev.ringfence.perf.bench;

import dev.ringfence.perf.baseline.BaselineProgram;
import dev.ringfence.perf.baseline.BaselineVariant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The baseline in a JVM of its own, with the options that {@code ringfence serve} has. */
final class BaselineProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final List<String> JAVA_OPTIONS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:+UseCompactObjectHeaders",
          "-XX:+UseG1GC",
          "-Xmx512m");

  private final ChildProcess child;
  private final Target target;

  private BaselineProcess(ChildProcess child, Target target) {
    this.child = child;
    this.target = target;
  }

  static BaselineProcess start(BaselineVariant variant, String jdbcUrl) {
    List<String> command =
        new ArrayList<>(ChildProcess.java(BaselineProgram.class.getName(), JAVA_OPTIONS));
    command.add(variant.name().toLowerCase(Locale.ROOT));
    ChildProcess child =
        ChildProcess.start(
            "baseline " + variant.label(),
            command,
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

  Target target() {
    return target;
  }

  @Override
  public void close() {
    child.close();
  }
}
