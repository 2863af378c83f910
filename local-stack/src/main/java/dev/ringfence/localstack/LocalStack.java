package dev.ringfence.localstack;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The servers that the engine needs, as children of this process: they end with it, however it
 * ends. One folder belongs to one living stack.
 */
public final class LocalStack implements AutoCloseable {

  private final LocalStackConfig config;
  private final DirectoryLock lock;
  private final Map<LocalService, ChildServer> servers = new EnumMap<>(LocalService.class);
  private final Map<LocalService, CompletableFuture<Void>> starts =
      new EnumMap<>(LocalService.class);
  private final Thread closing = new Thread(this::close, "ringfence-local-stack-close");
  private CompletableFuture<Void> kafkaStart;
  private volatile boolean closed;

  private LocalStack(LocalStackConfig config, DirectoryLock lock) {
    this.config = config;
    this.lock = lock;
    BinaryCache cache = new BinaryCache(CacheFolder.choose(), config.progress());
    Tether tether = Tether.ofThisMachine();
    for (LocalService service : config.services()) {
      servers.put(
          service,
          switch (service) {
            case POSTGRES -> new LocalPostgres(config, cache, tether);
            case KAFKA -> new LocalKafka(config, tether);
            case REDIS -> new LocalRedis(config, cache, tether);
          });
    }
  }

  /** PostgreSQL and Redis answer when this returns; Kafka goes on starting in the background. */
  public static LocalStack start(LocalStackConfig config) {
    if (config.temporary()) {
      Thread.ofVirtual()
          .name("ringfence-tidy")
          .start(() -> EphemeralFolders.deleteAbandoned(EphemeralFolders.PARENT));
    }
    LocalStack stack = locked(config);
    if (config.closeOnExit()) {
      Runtime.getRuntime().addShutdownHook(stack.closing);
    }
    try {
      stack.startServers();
      return stack;
    } catch (RuntimeException | Error e) {
      stack.close();
      throw e;
    }
  }

  private static LocalStack locked(LocalStackConfig config) {
    DirectoryLock lock = DirectoryLock.acquire(config.directory());
    try {
      return new LocalStack(config, lock);
    } catch (RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  public LocalPostgres postgres() {
    return (LocalPostgres) server(LocalService.POSTGRES);
  }

  public LocalKafka kafka() {
    return (LocalKafka) server(LocalService.KAFKA);
  }

  public LocalRedis redis() {
    return (LocalRedis) server(LocalService.REDIS);
  }

  /** Returns when Kafka answers; throws where it could not be started, or not in time. */
  public void awaitKafka(Duration timeout) {
    server(LocalService.KAFKA);
    try {
      starts.get(LocalService.KAFKA).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw asStackException(e.getCause());
    } catch (TimeoutException e) {
      throw new LocalStackException(
          "Kafka does not answer after %s. %s".formatted(timeout, LogTail.of(kafka().log)), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException("interrupted while waiting for Kafka", e);
    }
  }

  /**
   * Runs it where Kafka can't be started, now or later, once the listener of the progress was told
   * why. A close is no such case.
   */
  public void whenKafkaFails(Consumer<LocalStackException> listener) {
    var _ =
        kafkaStart.whenComplete(
            (_, failure) -> {
              if (failure != null && !closed) {
                listener.accept(
                    new LocalStackException(
                        "Stopped, as Kafka could not be started, for the reason above", failure));
              }
            });
  }

  /** Stops all servers at once, and waits for them; in order only where their data stays. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    forgetShutdownHook();
    try {
      CompletableFuture.allOf(
              servers.values().stream()
                  .map(server -> inBackground("ringfence-stop-" + server.name(), ending(server)))
                  .toArray(CompletableFuture[]::new))
          .join();
      if (config.temporary()) {
        FileTree.delete(config.directory());
      }
    } catch (CompletionException e) {
      throw asStackException(e.getCause());
    } finally {
      lock.close();
    }
  }

  private void startServers() {
    servers.forEach(
        (service, server) ->
            starts.put(service, inBackground("ringfence-start-" + service, server::start)));
    kafkaStart =
        starts
            .getOrDefault(LocalService.KAFKA, CompletableFuture.completedFuture(null))
            .whenComplete((_, failure) -> tellOfKafka(failure));
    for (LocalService service : List.of(LocalService.POSTGRES, LocalService.REDIS)) {
      try {
        starts.getOrDefault(service, CompletableFuture.completedFuture(null)).join();
      } catch (CompletionException e) {
        throw asStackException(e.getCause());
      }
    }
  }

  /** Nobody waits for Kafka, so nobody else would say that it is not coming. */
  private void tellOfKafka(Throwable failure) {
    if (failure != null && !closed) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      config.progress().progress("Kafka could not be started: " + cause.getMessage());
    }
  }

  private Runnable ending(ChildServer server) {
    return config.temporary() ? server::drop : server::retire;
  }

  private ChildServer server(LocalService service) {
    ChildServer server = servers.get(service);
    if (server == null) {
      throw new IllegalStateException(
          service.title() + " is not among the services of this stack: " + config.services());
    }
    return server;
  }

  private void forgetShutdownHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(closing);
    } catch (IllegalStateException _) {
      // The JVM is going down already.
    }
  }

  private static LocalStackException asStackException(Throwable cause) {
    return new LocalStackException(cause.getMessage(), cause);
  }

  private static CompletableFuture<Void> inBackground(String name, Runnable task) {
    return CompletableFuture.runAsync(
        // Not virtual: when the JVM ends, whoever pins their carriers would hold this up.
        task, runnable -> Thread.ofPlatform().daemon().name(name).start(runnable));
  }
}
