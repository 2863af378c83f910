package dev.ringfence.gateway.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The settings that the ingress's guarantees rest on. */
public final class IngressConsumers {
  /**
   * Fixed: offsets move only behind the shards' commits, a lost offset is noticed, what a producer
   * took back is not applied, and no broker makes a topic up because somebody reads it.
   */
  private static final Map<String, Object> GUARANTEES =
      Map.of(
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          false,
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          "none",
          ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
          false,
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          "read_committed");

  private static final Map<String, Object> DEFAULTS =
      Map.of(
          ConsumerConfig.GROUP_ID_CONFIG, IngressConfig.GROUP,
          ConsumerConfig.CLIENT_ID_CONFIG, IngressConfig.GROUP,
          ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000,
          // The ingress gathers by the pace of its polls: where no record comes, a fetch waits long
          // and takes nothing from the commands.
          ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1,
          ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 500,
          ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000,
          ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
          ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000,
          ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000,
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
              CooperativeStickyAssignor.class.getName());

  private IngressConsumers() {}

  /**
   * Consumers of the ingress's group.
   *
   * @param connection where the brokers are and how to log in, and what else to override
   */
  public static Supplier<Consumer<byte[], byte[]>> inGroup(Map<String, Object> connection) {
    Map<String, Object> settings = new HashMap<>(DEFAULTS);
    settings.putAll(connection);
    settings.putAll(GUARANTEES);
    return () ->
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
