package dev.ringfence.gateway.grpc;

import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import dev.ringfence.api.v1.GetAccountRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Calls on and on, one call after the other, and must always be answered. */
final class WellBehavedCaller {
  private static final GetAccountRequest REQUEST =
      GetAccountRequest.newBuilder().setAccountId(42).build();
  private static final long PATIENCE_SECONDS = 40;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final BlockingQueue<Long> millis = new LinkedBlockingQueue<>();
  private final AtomicReference<RuntimeException> notAnswered = new AtomicReference<>();
  private final ManagedChannel channel;
  private final AccountServiceBlockingStub stub;

  WellBehavedCaller(String address) {
    channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
    stub = AccountServiceGrpc.newBlockingStub(channel);
    call();
    var _ = thread.scheduleWithFixedDelay(this::callAndTell, 0, 2, TimeUnit.MILLISECONDS);
  }

  /** Waits for so many answers from now on; how long 99 in 100 of them took at most. */
  long awaitAnswers(int count) throws InterruptedException {
    millis.clear();
    Stream.Builder<Long> answers = Stream.builder();
    for (int number = 0; number < count; number++) {
      Long answer = millis.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (answer == null) {
        throw new AssertionError("The well-behaved caller is answered no more", notAnswered.get());
      }
      answers.add(answer);
    }
    List<Long> sorted = answers.build().sorted().toList();
    return sorted.get((count - 1) * 99 / 100);
  }

  /** Fails if one call was not answered. */
  void close() throws InterruptedException {
    thread.shutdown();
    boolean isOver = thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    channel.shutdownNow();
    if (!isOver || notAnswered.get() != null) {
      throw new AssertionError("The well-behaved caller was not answered", notAnswered.get());
    }
  }

  private void callAndTell() {
    long beginNanos = System.nanoTime();
    try {
      call();
      millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNanos));
    } catch (RuntimeException failure) {
      notAnswered.compareAndSet(null, failure);
    }
  }

  private void call() {
    var _ = stub.withDeadlineAfter(30, TimeUnit.SECONDS).getAccount(REQUEST);
  }
}
