package dev.ringfence.localstack;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A program of the caller's, as a child that ends with this process, and the harm that may be done
 * to it. Its standard error goes into a file; over standard input and output one talks to it.
 */
public final class TetheredProcess implements AutoCloseable {
  private final String name;
  private final Process process;

  private TetheredProcess(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /**
   * Starts it, and does not wait for anything.
   *
   * @param environment is added to that of this process, which leaves out its settings
   * @param errors the file that its standard error is appended to
   */
  public static TetheredProcess start(
      String name, List<String> command, Map<String, String> environment, Path errors) {
    ProcessBuilder builder =
        new ProcessBuilder(Tether.ofThisMachine().around(Signal.KILL, command))
            .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
    ChildEnvironment.clean(builder.environment());
    builder.environment().putAll(environment);
    return new TetheredProcess(name, ChildSpawner.spawn(builder));
  }

  /** What it says, line by line; who does not read it holds it up. */
  public BufferedReader says() {
    return process.inputReader(StandardCharsets.UTF_8);
  }

  /** What it is told. */
  public BufferedWriter hears() {
    return process.outputWriter(StandardCharsets.UTF_8);
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** SIGKILL; returns when it has ended. */
  public void kill() {
    ProcessFamily.of(process.toHandle()).kill(name);
  }

  /** SIGTERM: it may end in its own way. No program has to be started first to send it. */
  public void terminate() {
    process.toHandle().destroy();
  }

  /** Its exit code, if it ends in time. */
  public OptionalInt awaitEnd(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
        ? OptionalInt.of(process.exitValue())
        : OptionalInt.empty();
  }

  /** SIGSTOP: it keeps its port and its connections, and answers nothing. */
  public void pause() {
    Signal.STOP.send(process.toHandle());
  }

  public void resume() {
    Signal.CONT.send(process.toHandle());
  }

  @Override
  public void close() {
    if (isRunning()) {
      kill();
    }
  }
}
