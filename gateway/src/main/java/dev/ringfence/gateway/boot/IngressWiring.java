package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.boot.NodeConfig.KafkaConfig;
import dev.ringfence.gateway.kafka.IngressConfig;
import dev.ringfence.gateway.kafka.IngressConsumers;
import dev.ringfence.gateway.kafka.IngressMetrics;
import dev.ringfence.gateway.kafka.KafkaIngress;
import dev.ringfence.gateway.routing.CommandRouter;
import dev.ringfence.journal.relay.RelayProducers;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Puts the ingress together. */
final class IngressWiring {
  /** What can't go at once comes back at once: the ingress's thread has other things to do. */
  private static final int DEAD_LETTER_MAX_BLOCK_MILLIS = 0;

  /** What could be read can be a dead letter: how large that may be, the broker says. */
  private static final int DEAD_LETTER_MAX_BYTES = 64 << 20;

  private IngressWiring() {}

  static KafkaIngress ingress(
      KafkaConfig kafka,
      IngressConfig config,
      CommandRouter router,
      BooleanSupplier serving,
      IngressMetrics metrics) {
    Map<String, Object> connection = kafka.connection().settings();
    Map<String, Object> deadLetters = new HashMap<>(connection);
    deadLetters.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, DEAD_LETTER_MAX_BLOCK_MILLIS);
    deadLetters.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, DEAD_LETTER_MAX_BYTES);
    deadLetters.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) DEAD_LETTER_MAX_BYTES);
    return new KafkaIngress(
        IngressConsumers.inGroup(connection),
        RelayProducers.named("ringfence-ingress-dead-letters", deadLetters),
        router,
        serving,
        config,
        metrics,
        InstantSource.system());
  }
}
