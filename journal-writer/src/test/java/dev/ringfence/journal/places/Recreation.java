package dev.ringfence.journal.places;

import dev.ringfence.journal.relay.EventTopics;
import dev.ringfence.journal.relay.TopicsConfig;
import dev.ringfence.localstack.testing.Until;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Does to a topic what an operator may do. */
public final class Recreation {
  private static final long LIMIT_SECONDS = 30;

  private Recreation() {}

  /** Deletes the topic, and returns when there is another under its name. */
  public static void of(Admin admin, String topic, TopicsConfig config) throws Exception {
    Until.holds(topic + " is there", () -> id(admin, topic).isPresent());
    Optional<Uuid> before = id(admin, topic);
    admin.deleteTopics(List.of(topic)).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    Until.holds(
        topic + " is made anew",
        () -> {
          try {
            EventTopics.ensure(admin, config);
          } catch (KafkaException notYet) {
            // A broker that has not heard of it yet lists the old one, and then does not know it.
            return false;
          }
          Optional<Uuid> now = id(admin, topic);
          return now.isPresent() && !now.equals(before);
        });
  }

  private static Optional<Uuid> id(Admin admin, String topic)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return Optional.of(
          admin
              .describeTopics(List.of(topic))
              .topicNameValues()
              .get(topic)
              .get(LIMIT_SECONDS, TimeUnit.SECONDS)
              .topicId());
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw failed;
    }
  }
}
