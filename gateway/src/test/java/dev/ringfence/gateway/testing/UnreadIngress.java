package dev.ringfence.gateway.testing;

import dev.ringfence.gateway.kafka.IngressConfig;
import dev.ringfence.gateway.kafka.IngressMetrics;
import dev.ringfence.gateway.kafka.KafkaIngress;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.MockProducer;

/** An ingress that never comes to read: all that happens to it happens while it connects. */
public final class UnreadIngress {
  private UnreadIngress() {}

  public static KafkaIngress connecting(Supplier<Consumer<byte[], byte[]>> connect) {
    return new KafkaIngress(
        connect,
        Map::of,
        () -> new MockProducer<>(),
        (_, _) -> {
          throw new AssertionError("nothing was read");
        },
        () -> true,
        IngressConfig.DEFAULTS,
        IngressMetrics.NONE,
        InstantSource.system());
  }
}
