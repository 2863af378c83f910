package dev.ringfence.localstack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The servers that the engine needs, as children of this process: they end with it, however it
 * ends. One folder belongs to one living stack.
 */
public final class LocalStack implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration GIVE_UP_LIMIT = Duration.ofSeconds(10);

  private final LocalStackConfig config;
  private final DirectoryLock lock;
  private final Map<LocalService, ChildServer> servers = new EnumMap<>(LocalService.class);
  private final Map<LocalService, CompletableFuture<Void>> starts =
      new EnumMap<>(LocalService.class);
  private final List<Thread> starters = new ArrayList<>();
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
    LocalStack stack = begin(config);
    try {
      boolean _ = stack.await(() -> true);
      return stack;
    } catch (RuntimeException | Error e) {
      stack.close();
      throw e;
    }
  }

  /** All of them start in the background. */
  public static LocalStack begin(LocalStackConfig config) {
    if (config.temporary()) {
      Thread.ofVirtual()
          .name("ringfence-tidy")
          .start(() -> EphemeralFolders.deleteAbandoned(EphemeralFolders.PARENT));
    }
    LocalStack stack = locked(config);
    if (config.closeOnExit()) {
      Runtime.getRuntime().addShutdownHook(stack.closing);
    }
    stack.startServers();
    return stack;
  }

  /** Waits until PostgreSQL and Redis answer, or there is no more reason to wait; tells which. */
  public boolean await(BooleanSupplier worthWaiting) {
    for (LocalService service : List.of(LocalService.POSTGRES, LocalService.REDIS)) {
      CompletableFuture<Void> start =
          starts.getOrDefault(service, CompletableFuture.completedFuture(null));
      while (!Deadline.after(LOOK).await(start::isDone)) {
        if (!worthWaiting.getAsBoolean()) {
          return false;
        }
      }
      try {
        start.join();
      } catch (CompletionException e) {
        throw asStackException(e.getCause());
      }
    }
    return true;
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
    giveUpStarts();
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

  private synchronized void startServers() {
    servers.forEach(
        (service, server) -> {
          Thread.Builder thread = background("ringfence-start-" + service);
          starts.put(
              service,
              CompletableFuture.runAsync(
                  server::start, runnable -> starters.add(thread.start(runnable))));
        });
    kafkaStart =
        starts
            .getOrDefault(LocalService.KAFKA, CompletableFuture.completedFuture(null))
            .whenComplete((_, failure) -> tellOfKafka(failure));
  }

  /** Whoever has not launched its server does not do it any more, and leaves its folder alone. */
  private void giveUpStarts() {
    servers.values().forEach(ChildServer::giveUpStart);
    starters.forEach(Thread::interrupt);
    CompletableFuture.allOf(starts.values().toArray(CompletableFuture[]::new))
        .exceptionally(_ -> null)
        .completeOnTimeout(null, GIVE_UP_LIMIT.toSeconds(), TimeUnit.SECONDS)
        .join();
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
    return CompletableFuture.runAsync(task, background(name)::start);
  }

  /** Not virtual: when the JVM ends, whoever pins their carriers would hold this up. */
  private static Thread.Builder background(String name) {
    return Thread.ofPlatform().daemon().name(name);
  }
}
