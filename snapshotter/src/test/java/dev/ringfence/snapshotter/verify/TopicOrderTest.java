package dev.ringfence.snapshotter.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ringfence.events.v1.AccountEvent;
import dev.ringfence.journal.relay.EventHeaders;
import dev.ringfence.snapshotter.progress.Progress;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class TopicOrderTest {
  private static final byte[] KEY = {'7'};

  private final TopicLetters letters = new TopicLetters();
  private final TopicOrder order = new TopicOrder(letters);
  private final Tally tally = new Tally(Progress.NONE);

  @Test
  void shouldGoOnWhenAnEventBecameADeadLetter() {
    addLetter(2);
    add(1);
    add(3);

    assertEquals(3, order.lastVersion(7));
  }

  @Test
  void shouldGoOnWhenADeadLetterWasSentBackBeforeTheNextChange() {
    addLetter(2);
    add(1);
    add(2);
    add(3);

    assertEquals(3, order.lastVersion(7));
  }

  @Test
  void shouldFindTheGapWhenMoreIsMissingThanBecameADeadLetter() {
    addLetter(2);
    add(1);

    assertThrows(DivergedException.class, () -> add(4));
  }

  private void add(long version) {
    AccountEvent.Builder event = AccountEvent.newBuilder();
    event.getAccountBuilder().setAccountId(7).setVersion(version);
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>("events", 0, version, KEY, event.build().toByteArray());
    order.add(TopicEvent.of(record, tally), tally);
  }

  private void addLetter(long version) {
    ConsumerRecord<byte[], byte[]> letter = new ConsumerRecord<>("events.DLT", 0, 0, KEY, null);
    letter.headers().add(EventHeaders.VERSION, Long.toString(version).getBytes(US_ASCII));
    letters.add(letter);
  }
}
