package dev.ringfence.gateway.boot;

import dev.ringfence.journal.Complaint;
import dev.ringfence.journal.relay.EventTopics;
import dev.ringfence.journal.relay.TopicsConfig;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Creates the topics that are missing, and tries again while Kafka does not let it. */
final class PatientTopics {
  private static final long RETRY_MILLIS = 1_000;

  private final Map<String, Object> connection;
  private final TopicsConfig config;
  private final Complaint complaint;

  PatientTopics(Map<String, Object> connection, TopicsConfig config, Complaint complaint) {
    this.connection = connection;
    this.config = config;
    this.complaint = complaint;
  }

  /** Waits until all topics are there; returns those that were created. */
  List<String> ensure() throws InterruptedException {
    while (true) {
      try (Admin admin = Admin.create(connection)) {
        return EventTopics.ensure(admin, config);
      } catch (KafkaException | IllegalStateException failure) {
        if (Thread.interrupted()) {
          throw new InterruptedException("told to stop while Kafka was asked");
        }
        complaint.warn(
            "Events wait in the outbox until Kafka answers: " + Complaint.reason(failure));
      }
      Thread.sleep(RETRY_MILLIS);
    }
  }
}
