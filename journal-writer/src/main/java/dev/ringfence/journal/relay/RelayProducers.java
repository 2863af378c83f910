package dev.ringfence.journal.relay;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The settings that a relay's guarantees rest on. */
public final class RelayProducers {
  /**
   * Fixed: without any of these an acknowledged event could be lost, doubled or out of order. With
   * more than one request under way, a broker that gets to know a producer by its second request,
   * as it was not yet leader at the first, takes the second: events would overtake each other
   * (docs/adr/0031).
   */
  private static final Map<String, Object> GUARANTEES =
      Map.of(
          ProducerConfig.ACKS_CONFIG,
          "all",
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          true,
          ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
          1);

  /** May be overridden. The flush at a batch's end cuts the lingering short. */
  private static final Map<String, Object> DEFAULTS =
      Map.of(
          ProducerConfig.LINGER_MS_CONFIG, 5,
          // A full batch of the relay is then one request, or few.
          ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10,
          ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4",
          ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000,
          ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 15_000,
          ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);

  private RelayProducers() {}

  /**
   * Producers for one shard's relay.
   *
   * @param connection where the brokers are and how to log in, and what else to override
   */
  public static ProducerFactory forShard(int shardId, Map<String, Object> connection) {
    return named("ringfence-relay-" + shardId, connection);
  }

  /**
   * Producers for whoever else must lose nothing and change no order.
   *
   * @param clientId what the broker knows them by
   */
  public static ProducerFactory named(String clientId, Map<String, Object> connection) {
    Map<String, Object> settings = new HashMap<>(DEFAULTS);
    settings.putAll(connection);
    settings.putAll(GUARANTEES);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
    return () ->
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
