package dev.ringfence.gateway.kafka;

import dev.ringfence.gateway.routing.CommandRouter;
import dev.ringfence.journal.places.Places;
import dev.ringfence.journal.relay.ProducerFactory;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;

/** A process's ingress, whose turns a test makes instead of a thread. */
public final class TurnedIngress {
  private final IngressDuty duty;

  /**
   * @param pause lets so many nanoseconds pass
   * @param wake called whenever something came back
   */
  public TurnedIngress(
      Supplier<Consumer<byte[], byte[]>> consumers,
      ProducerFactory deadLetters,
      CommandRouter router,
      BooleanSupplier serving,
      IngressConfig config,
      InstantSource clock,
      LongSupplier nanoClock,
      LongConsumer pause,
      RandomGenerator jitter,
      Runnable wake) {
    RecordFlow flow =
        new RecordFlow(
            router, deadLetters, config, IngressMetrics.NONE, clock, nanoClock, pause, wake);
    duty =
        new IngressDuty(
            consumers,
            new Places(Map::of),
            flow,
            serving,
            config,
            IngressMetrics.NONE,
            nanoClock,
            jitter);
  }

  /**
   * One turn.
   *
   * @return how long to pause before the next, in nanoseconds
   */
  public long turn() {
    return duty.turn();
  }
}
