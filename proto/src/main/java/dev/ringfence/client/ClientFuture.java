package dev.ringfence.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * What the client's own thread will complete. Whoever waited for it there would wait for ever, and
 * everybody else with him; so that fails at once, also for all that hangs on it.
 */
final class ClientFuture<T> extends CompletableFuture<T> {
  static final String WAITING_FOR_ITSELF =
      "Who waits for an answer on the client's own thread waits for ever: go on with thenCompose, or"
          + " on a thread of your own (thenAcceptAsync)";

  private final BooleanSupplier isOwnThread;

  ClientFuture(BooleanSupplier isOwnThread) {
    this.isOwnThread = isOwnThread;
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new ClientFuture<>(isOwnThread);
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    requireOtherThread();
    return super.get();
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    requireOtherThread();
    return super.get(timeout, unit);
  }

  @Override
  public T join() {
    requireOtherThread();
    return super.join();
  }

  private void requireOtherThread() {
    if (!isDone() && isOwnThread.getAsBoolean()) {
      throw new IllegalStateException(WAITING_FOR_ITSELF);
    }
  }
}
