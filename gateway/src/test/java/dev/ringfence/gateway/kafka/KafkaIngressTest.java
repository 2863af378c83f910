package dev.ringfence.gateway.kafka;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.gateway.testing.UnreadIngress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class KafkaIngressTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answered = new CountDownLatch(1);
  private final KafkaIngress ingress = UnreadIngress.connecting(this::connect);

  @AfterEach
  void answer() {
    answered.countDown();
  }

  @Test
  void shouldTakeNoMoreOfTheStopThanItsTimeWhenItHangs() throws Exception {
    ingress.start();
    asked.await();

    long askedNanos = System.nanoTime();
    boolean ended = ingress.close(LIMIT);
    Duration took = Duration.ofNanos(System.nanoTime() - askedNanos);

    assertFalse(ended);
    assertTrue(took.compareTo(LIMIT.multipliedBy(3)) < 0, took::toString);
    assertFalse(ingress.hasDied(), "a stop is no death");
  }

  @Test
  void shouldSayThatItEndedWhenItDid() throws Exception {
    answered.countDown();
    ingress.start();

    assertTrue(ingress.close(Duration.ofSeconds(30)));
  }

  /** As where a name server is silent: nothing interrupts that. */
  private Consumer<byte[], byte[]> connect() {
    asked.countDown();
    boolean interrupted = false;
    while (true) {
      try {
        answered.await();
        break;
      } catch (InterruptedException ignored) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    throw new KafkaException("no broker");
  }
}
