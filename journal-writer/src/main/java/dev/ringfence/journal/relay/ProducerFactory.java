package dev.ringfence.journal.relay;

import org.apache.kafka.clients.producer.Producer;

/** Opens producers: a relay takes a fresh one after every failure that may have hurt the order. */
@FunctionalInterface
public interface ProducerFactory {
  Producer<byte[], byte[]> open();
}
