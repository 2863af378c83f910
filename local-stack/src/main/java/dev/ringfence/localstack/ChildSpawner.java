package dev.ringfence.localstack;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts every child from one thread that lives as long as the JVM: Linux sends the death signal
 * when the <em>thread</em> that made the child ends, not when the process does.
 */
final class ChildSpawner {

  private static final ExecutorService THREAD =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("ringfence-child-spawner").factory());

  private ChildSpawner() {}

  static Process spawn(ProcessBuilder builder) {
    try {
      return THREAD.submit(builder::start).get();
    } catch (ExecutionException e) {
      throw new LocalStackException(
          "cannot run " + builder.command().getFirst() + ": " + e.getCause().getMessage(),
          e.getCause() instanceof IOException failure ? failure : e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException("interrupted while starting a server", e);
    }
  }
}
