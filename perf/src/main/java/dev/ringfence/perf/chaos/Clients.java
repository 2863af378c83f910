package dev.ringfence.perf.chaos;

import dev.ringfence.localstack.TetheredProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The process of the clients, as seen from here. */
final class Clients implements AutoCloseable {
  private static final List<String> OPTIONS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xmx256m");

  private final List<String> command;
  private final Path errors;
  private TetheredProcess process;

  /** See {@link ChaosClient#main} for the arguments. */
  Clients(Path folder, String... arguments) {
    command = Engine.java(ChaosClient.class.getName(), OPTIONS, arguments);
    errors = folder.resolve("clients.log");
  }

  void start() {
    process = TetheredProcess.start("the clients", command, Map.of(), errors);
  }

  void kill() {
    process.kill();
  }

  /** Tells them something, and returns what they say when it is done. */
  String tell(String words, Duration limit) {
    CompletableFuture<String> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                process.hears().write(words + "\n");
                process.hears().flush();
                return process.says().readLine();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    try {
      String line = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null || !line.startsWith(words)) {
        throw new ChaosException(
            "The clients were told '%s' and said %s; see %s".formatted(words, line, errors));
      }
      return line;
    } catch (TimeoutException e) {
      throw new ChaosException(
          "After %d s there are requests that the clients got no answer to; see %s"
              .formatted(limit.toSeconds(), errors),
          e);
    } catch (ExecutionException e) {
      throw new ChaosException("The clients have ended; see %s".formatted(errors), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChaosException("interrupted while waiting for the clients", e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
