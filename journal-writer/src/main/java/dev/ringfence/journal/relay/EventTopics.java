package dev.ringfence.journal.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics that are missing, and looks at those that are there. */
public final class EventTopics {
  /** Every topic, with its dead letters. */
  static final List<String> ALL =
      Stream.of(Topics.ACCOUNT_EVENTS, Topics.FILLS, Topics.DEPOSITS, Topics.WITHDRAWALS)
          .flatMap(topic -> Stream.of(topic, Topics.deadLetter(topic)))
          .toList();

  /**
   * The broker's clock stamps the records: it decides their retention, and it refuses records whose
   * producer has a clock that jumped. An event's own time is in its header {@code ce_time}.
   */
  private static final Map<String, String> SETTINGS =
      Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");

  private EventTopics() {}

  /**
   * Creates what is missing.
   *
   * @return the topics that were created
   * @throws IllegalStateException if a topic exists that would lose events
   * @throws KafkaException if the brokers refuse, or don't answer in time
   */
  public static List<String> ensure(Admin admin, TopicsConfig config) {
    Set<String> present = await(admin.listTopics().names(), "listing the topics", config);
    refuseCompacted(admin, ALL.stream().filter(present::contains).toList(), config);
    List<String> created = new ArrayList<>();
    for (String topic : ALL) {
      if (!present.contains(topic) && create(admin, topic, config)) {
        created.add(topic);
      }
    }
    return created;
  }

  private static boolean create(Admin admin, String name, TopicsConfig config) {
    NewTopic topic =
        new NewTopic(name, config.partitions(), config.replicationFactor()).configs(SETTINGS);
    try {
      await(admin.createTopics(List.of(topic)).all(), "creating topic " + name, config);
      return true;
    } catch (TopicExistsException raced) {
      return false;
    }
  }

  private static void refuseCompacted(Admin admin, List<String> topics, TopicsConfig config) {
    List<ConfigResource> resources =
        topics.stream().map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic)).toList();
    Map<ConfigResource, Config> configs =
        await(admin.describeConfigs(resources).all(), "reading the topics' settings", config);
    configs.forEach(
        (resource, settings) -> {
          ConfigEntry policy = settings.get(TopicConfig.CLEANUP_POLICY_CONFIG);
          if (policy != null && policy.value().contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            throw new IllegalStateException(
                "Topic "
                    + resource.name()
                    + " is compacted (cleanup.policy="
                    + policy.value()
                    + "), so Kafka would drop events of the same account."
                    + " Set cleanup.policy=delete, or remove the topic.");
          }
        });
  }

  private static <T> T await(KafkaFuture<T> future, String what, TopicsConfig config) {
    try {
      return future.get(config.deadlineSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof KafkaException cause) {
        throw cause;
      }
      throw new KafkaException("Kafka failed at " + what, failed.getCause());
    } catch (TimeoutException late) {
      throw new KafkaException(
          "Kafka gave no answer to " + what + " in " + config.deadlineSeconds() + " s", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new KafkaException("Interrupted while " + what, interrupted);
    }
  }
}
