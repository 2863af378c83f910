package dev.ringfence.snapshotter.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringfence.journal.relay.DeadLetterHeaders;
import dev.ringfence.journal.relay.EventHeaders;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Events that the broker refused for good: they are among the dead letters, and not lost. */
final class TopicLetters {
  private static final int MOST = 1_000_000;

  private final Set<String> ids = new HashSet<>();

  void add(ConsumerRecord<byte[], byte[]> letter) {
    // One with a partition was in the topic before it became a dead letter.
    boolean neverArrived = letter.headers().lastHeader(DeadLetterHeaders.PARTITION) == null;
    if (neverArrived && letter.key() != null) {
      if (ids.size() == MOST) {
        throw new IllegalStateException(
            "There are more than " + MOST + " dead letters: look at them first");
      }
      ids.add(
          new String(letter.key(), UTF_8) + '-' + TopicEvent.header(letter, EventHeaders.VERSION));
    }
  }

  /** That version of the account, or the next that did not become a dead letter. */
  long nextAlive(long accountId, long version) {
    long next = version;
    while (!ids.isEmpty() && ids.contains(accountId + "-" + next)) {
      next++;
    }
    return next;
  }

  int size() {
    return ids.size();
  }
}
