package dev.ringfence.gateway.boot;

import dev.ringfence.gateway.boot.NodeConfig.KafkaConfig;
import dev.ringfence.gateway.kafka.IngressConfig;
import dev.ringfence.gateway.kafka.IngressConsumers;
import dev.ringfence.gateway.kafka.IngressMetrics;
import dev.ringfence.gateway.kafka.KafkaIngress;
import dev.ringfence.gateway.routing.CommandRouter;
import dev.ringfence.journal.letters.DeadLetterProducers;
import dev.ringfence.journal.places.AskedTopicIds;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Puts the ingress together. */
final class IngressWiring {
  private IngressWiring() {}

  static KafkaIngress ingress(
      KafkaConfig kafka,
      IngressConfig config,
      CommandRouter router,
      BooleanSupplier serving,
      IngressMetrics metrics) {
    Map<String, Object> connection = kafka.connection().settings();
    return new KafkaIngress(
        IngressConsumers.inGroup(connection),
        new AskedTopicIds(connection),
        DeadLetterProducers.named("ringfence-ingress-dead-letters", connection),
        router,
        serving,
        config,
        metrics,
        InstantSource.system());
  }
}
