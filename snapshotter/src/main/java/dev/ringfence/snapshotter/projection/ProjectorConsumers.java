package dev.ringfence.snapshotter.projection;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The settings that the projection's guarantees rest on. */
public final class ProjectorConsumers {
  /**
   * Fixed: offsets move only behind Redis, a lost offset means a rebuild, not a guess, and no
   * broker makes the topic up because somebody reads it.
   */
  private static final Map<String, Object> GUARANTEES =
      Map.of(
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none",
          ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);

  private static final Map<String, Object> DEFAULTS =
      Map.of(
          ConsumerConfig.GROUP_ID_CONFIG, ProjectionConfig.GROUP,
          ConsumerConfig.CLIENT_ID_CONFIG, ProjectionConfig.GROUP,
          ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000,
          // At a low rate events are gathered for a moment instead of fetched one by one.
          ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 64 << 10,
          ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20,
          ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000,
          ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
          ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000,
          ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000,
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
              CooperativeStickyAssignor.class.getName());

  private ProjectorConsumers() {}

  /**
   * Consumers of the projection's group.
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
