package dev.ringfence.gateway.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** Asks the brokers every few seconds, and waits for no answer. */
public final class AskedTopicIds implements TopicIds {
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Map<String, Object> connection;
  private final Map<String, Uuid> answered = new ConcurrentHashMap<>();
  private Admin admin;
  private long askAtNanos = System.nanoTime();

  /**
   * @param connection where the brokers are and how to log in
   */
  public AskedTopicIds(Map<String, Object> connection) {
    this.connection = connection;
  }

  @Override
  public Map<String, Uuid> current() {
    long nowNanos = System.nanoTime();
    if (nowNanos - askAtNanos >= 0) {
      askAtNanos = nowNanos + EVERY_NANOS;
      ask();
    }
    return answered;
  }

  /** Who gets no answer hears that from the consumer, too. */
  private void ask() {
    if (admin == null) {
      admin = Admin.create(connection);
    }
    admin
        .describeTopics(IngressTopic.TOPICS)
        .topicNameValues()
        .forEach(
            (topic, answer) -> {
              var _ = answer.thenApply(description -> answered.put(topic, description.topicId()));
            });
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
