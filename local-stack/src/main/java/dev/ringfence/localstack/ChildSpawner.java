package dev.ringfence.localstack;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
      // Whoever is interrupted meanwhile has a child all the same, and is to know it.
      return CompletableFuture.supplyAsync(() -> start(builder), THREAD).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof LocalStackException failure ? failure : e;
    }
  }

  private static Process start(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new LocalStackException(
          "cannot run " + builder.command().getFirst() + ": " + e.getMessage(), e);
    }
  }
}
