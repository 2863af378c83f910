package dev.ringfence.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.localstack.testing.Until;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SharedPageTest {
  private final AtomicInteger made = new AtomicInteger();

  @Test
  void shouldMakeOnePageForAllWhoAskWhileAnotherIsMade() throws Exception {
    CountDownLatch firstIsAsked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    SharedPage page =
        new SharedPage(
            () -> {
              firstIsAsked.countDown();
              awaitQuietly(goOn);
              return next();
            });
    try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Page> first = askers.submit(page::get);
      firstIsAsked.await();
      AtomicInteger asking = new AtomicInteger();
      Callable<Page> ask =
          () -> {
            asking.incrementAndGet();
            return page.get();
          };
      List<Future<Page>> others = IntStream.range(0, 50).mapToObj(_ -> askers.submit(ask)).toList();
      Until.holds("all ask", () -> asking.get() == 50);
      Thread.sleep(50);
      goOn.countDown();

      assertEquals("1", text(first.get()));
      for (Future<Page> other : others) {
        assertEquals("2", text(other.get()), "begun after it was asked for, and shared");
      }
    }
  }

  @Test
  void shouldMakeTenASecondAtMost() {
    SharedPage page = new SharedPage(this::next);
    long beganNanos = System.nanoTime();

    for (int asked = 1; asked <= 5; asked++) {
      assertEquals(Integer.toString(asked), text(page.get()));
    }

    long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
    assertTrue(tookMillis >= 400, () -> "5 pages in " + tookMillis + " ms");
  }

  private static String text(Page page) {
    return page.body().toStringUtf8();
  }

  private Page next() {
    return Page.text(200, Integer.toString(made.incrementAndGet()));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
