package dev.ringfence.gateway.boot;

import dev.ringfence.journal.Complaint;
import dev.ringfence.journal.relay.EventTopics;
import dev.ringfence.journal.relay.TopicsConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Creates the topics that are missing, and tries again while Kafka does not let it. */
final class PatientTopics {
  private static final long RETRY_MILLIS = 1_000;

  private final Map<String, Object> connection;
  private final TopicsConfig config;
  private final Complaint complaint;
  private volatile Optional<String> waitsFor = Optional.empty();

  PatientTopics(Map<String, Object> connection, TopicsConfig config, Complaint complaint) {
    this.connection = connection;
    this.config = config;
    this.complaint = complaint;
  }

  /** What Kafka, or the way to it, said last; nothing if it does what it is asked. */
  Optional<String> waitsFor() {
    return waitsFor;
  }

  /** Waits until all topics are there; returns those that were created. */
  List<String> ensure() throws InterruptedException {
    while (true) {
      try {
        List<String> created = ensureNow();
        waitsFor = Optional.empty();
        return created;
      } catch (KafkaException | IllegalStateException failure) {
        if (Thread.interrupted()) {
          throw new InterruptedException("told to stop while Kafka was asked");
        }
        waitsFor = Optional.of(Complaint.reason(failure));
        complaint.warn(
            "Events wait in the outbox until Kafka answers: " + Complaint.reason(failure));
      }
      Thread.sleep(RETRY_MILLIS);
    }
  }

  private List<String> ensureNow() {
    Admin admin = Admin.create(connection);
    try {
      return EventTopics.ensure(admin, config);
    } finally {
      // It would else wait for a minute for the answer that nobody waits for any more.
      admin.close(Duration.ZERO);
    }
  }
}
