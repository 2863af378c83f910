package dev.ringfence.perf.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ringfence.localstack.ChildEnvironment;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server as a child of this process, which says READY with its addresses as JSON. It ends with
 * its parent, also when that is killed: where there is setpriv, the kernel sends it a signal.
 */
final class ChildProcess implements AutoCloseable {
  private static final String READY = "READY ";
  private static final int TAIL_LINES = 30;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final String name;
  private final CompletableFuture<Process> started = new CompletableFuture<>();
  private final CompletableFuture<JsonNode> ready = new CompletableFuture<>();
  private final Deque<String> tail = new ArrayDeque<>();
  private final Thread stopper = new Thread(this::stop, "bench-stop");

  private ChildProcess(String name) {
    this.name = name;
  }

  /**
   * Returns when the child is ready.
   *
   * @param environment all that it has of Ringfence's settings
   */
  static ChildProcess start(
      String name, List<String> command, Map<String, String> environment, Duration limit) {
    ChildProcess child = new ChildProcess(name);
    // The kernel's signal is bound to the thread that spawned the child: this one stays.
    Thread.ofPlatform()
        .name("bench-" + name)
        .daemon()
        .start(() -> child.live(tethered(command), environment));
    Runtime.getRuntime().addShutdownHook(child.stopper);
    try {
      child.ready.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return child;
    } catch (ExecutionException e) {
      child.close();
      throw new UnreachableException(e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      String lastWords = child.lastWords();
      child.close();
      throw new UnreachableException(
          "%s is not ready after %d s. %s".formatted(name, limit.toSeconds(), lastWords), e);
    } catch (InterruptedException e) {
      child.close();
      Thread.currentThread().interrupt();
      throw new UnreachableException("interrupted while waiting for " + name, e);
    }
  }

  /** What this process must be started with to run a class of its own class path. */
  static List<String> java(String mainClass, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    return command;
  }

  /** A field of the READY line. */
  String address(String field) {
    JsonNode value = ready.join().get(field);
    if (value == null || !value.isTextual()) {
      throw new UnreachableException(
          "%s says READY without \"%s\": %s".formatted(name, field, ready.join()));
    }
    return value.textValue();
  }

  /** The last line before READY, or soon after it, that such a pattern was found in. */
  Matcher said(Pattern pattern) {
    synchronized (tail) {
      Iterator<String> lines = tail.descendingIterator();
      while (lines.hasNext()) {
        Matcher found = pattern.matcher(lines.next());
        if (found.find()) {
          return found;
        }
      }
    }
    throw new UnreachableException(
        "%s did not say what was expected. %s".formatted(name, lastWords()));
  }

  /** As the READY line says: what was started may have been a script. */
  long processId() {
    return ready.join().path("pid").asLong();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(stopper);
    } catch (IllegalStateException _) {
      // The JVM is going down, and the hook does the rest.
      return;
    }
    stop();
  }

  private void live(List<String> command, Map<String, String> environment) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      ChildEnvironment.forgetSettings(builder.environment());
      builder.environment().putAll(environment);
      Process process = builder.start();
      started.complete(process);
      try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          said(line);
        }
      }
      int exitCode = process.waitFor();
      ready.completeExceptionally(
          new IllegalStateException(
              "%s ended with exit code %d. %s".formatted(name, exitCode, lastWords())));
    } catch (IOException e) {
      IllegalStateException failure =
          new IllegalStateException("%s cannot be started: %s".formatted(name, e.getMessage()), e);
      started.completeExceptionally(failure);
      ready.completeExceptionally(failure);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void said(String line) {
    if (line.startsWith(READY) && !ready.isDone()) {
      try {
        ready.complete(new ObjectMapper().readTree(line.substring(READY.length())));
      } catch (JsonProcessingException e) {
        ready.completeExceptionally(
            new IllegalStateException(name + " says READY without valid JSON: " + line, e));
      }
      return;
    }
    synchronized (tail) {
      if (tail.size() == TAIL_LINES) {
        tail.removeFirst();
      }
      tail.addLast(line);
    }
  }

  /** The end of what it has said, for who has to tell of a failure. */
  String lastWords() {
    synchronized (tail) {
      return tail.isEmpty() ? "It said nothing." : "It said last:\n" + String.join("\n", tail);
    }
  }

  private void stop() {
    Process process = started.exceptionally(_ -> null).join();
    if (process == null) {
      return;
    }
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> tethered(List<String> command) {
    List<String> tethered = new ArrayList<>();
    if (isOnPath("setpriv")) {
      tethered.addAll(List.of("setpriv", "--pdeathsig=TERM"));
    }
    tethered.addAll(command);
    return tethered;
  }

  private static boolean isOnPath(String program) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
