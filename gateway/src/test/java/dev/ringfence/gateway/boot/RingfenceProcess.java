package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The program as a process of its own, as an operator starts it. */
final class RingfenceProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String READY = "READY ";
  private static final long POLL_MILLIS = 20;

  private final Process process;
  private final Path output;
  private final Path errors;

  private RingfenceProcess(Process process, Path output, Path errors) {
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  /** Starts it from the classes of this build; what it says goes into files in the folder. */
  static RingfenceProcess start(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            // Whose digits are others than those that SQL, JSON and addresses are written in.
            "-Duser.language=ar",
            "-Duser.country=EG",
            // Of which PostgreSQL knows nothing; it is what Java makes of TZ=IST.
            "-Duser.timezone=IST",
            // Not the silent one of the tests.
            "-Dlogback.configurationFile=" + Path.of("target/classes/logback.xml").toUri(),
            "-cp",
            System.getProperty("java.class.path"),
            Ringfence.class.getName()));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output.txt");
    Path errors = folder.resolve("errors.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    return new RingfenceProcess(builder.start(), output, errors);
  }

  /** What the line says with which it tells that it serves. */
  JsonObject awaitReady() throws IOException, InterruptedException {
    long latestNanos = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      for (String line : output().lines().toList()) {
        if (line.startsWith(READY)) {
          return JsonParser.parseString(line.substring(READY.length())).getAsJsonObject();
        }
      }
      boolean lives = process.isAlive() && System.nanoTime() - latestNanos < 0;
      assertTrue(lives, () -> "It does not serve: " + said());
      Thread.sleep(POLL_MILLIS);
    }
  }

  String output() throws IOException {
    return Files.readString(output);
  }

  String errors() throws IOException {
    return Files.readString(errors);
  }

  /** Asks it to stop, and returns its exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    assertTrue(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "It does not stop");
    return process.exitValue();
  }

  /** Its exit code, once it has ended by itself. */
  int awaitEnd() throws InterruptedException {
    assertTrue(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), () -> "It runs on: " + said());
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  String said() {
    try {
      return output() + errors();
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }
}
