package dev.ringfence.gateway.deadletters;

import dev.ringfence.journal.relay.RelayProducers;
import dev.ringfence.journal.relay.Topics;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;

/** All dead letters of a cluster: to look through, and to send back. */
public final class DeadLetterOffice {
  private final Map<String, Object> connection;
  private final TopicScan scan;
  private final AuditTrail audit;

  /**
   * @param connection where the brokers are and how to log in
   */
  public DeadLetterOffice(Map<String, Object> connection) {
    this.connection = Map.copyOf(connection);
    scan = new TopicScan(this.connection);
    audit = new AuditTrail(this.connection);
  }

  /**
   * Shows every letter that matches, until the visitor has seen enough and says false. It may take
   * its time: what becomes a dead letter from now on is not shown.
   *
   * @throws KafkaException if the brokers give no answer
   */
  public void read(LetterFilter filter, Predicate<DeadLetter> visitor) {
    scan.read(
        filter.topics().stream().map(Topics::deadLetter).toList(),
        record -> {
          DeadLetter letter = new DeadLetter(record);
          return !filter.matches(letter) || visitor.test(letter);
        });
  }

  /** The letter at this place, if there is one. */
  public Optional<DeadLetter> find(LetterPlace place) {
    ConsumerRecord<byte[], byte[]> record = scan.find(place);
    return Optional.ofNullable(record).map(DeadLetter::new);
  }

  /** How often each of these was sent back; those that never were are not there. */
  public Map<LetterPlace, Integer> requeueCounts(Collection<DeadLetter> letters) {
    return audit.counts(letters.stream().map(DeadLetter::place).collect(Collectors.toSet()));
  }

  /** All letters that were ever sent back. */
  public SentBack sentBack() {
    return audit.sentBack();
  }

  /**
   * Begins to send letters back.
   *
   * @param perSecond how many at most
   * @param who for the audit
   */
  public Requeue requeue(int perSecond, String who) {
    audit.ensure();
    Map<String, Object> settings = new HashMap<>(connection);
    // Each is waited for alone.
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    return new Requeue(
        RelayProducers.named("ringfence-dead-letters-requeued", settings).open(),
        perSecond,
        who,
        InstantSource.system());
  }
}
