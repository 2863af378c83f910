package dev.ringfence.journal.letters;

import dev.ringfence.journal.relay.ProducerFactory;
import dev.ringfence.journal.relay.RelayProducers;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Producers that fit {@link DeadLetters}. */
public final class DeadLetterProducers {
  /** What can't go at once comes back at once: whoever reads has other things to do. */
  private static final int MAX_BLOCK_MILLIS = 0;

  /** What could be read can be a dead letter: how large that may be, the broker says. */
  private static final int MAX_BYTES = 64 << 20;

  private DeadLetterProducers() {}

  /**
   * Producers of dead letters.
   *
   * @param clientId what the broker knows them by
   * @param connection where the brokers are and how to log in
   */
  public static ProducerFactory named(String clientId, Map<String, Object> connection) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_BYTES);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) MAX_BYTES);
    return RelayProducers.named(clientId, settings);
  }
}
