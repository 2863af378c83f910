package dev.ringfence.gateway.deadletters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.journal.relay.Topics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

final class LetterPageTest {
  @Test
  void shouldEndWhenAsManyWereTakenAsWereAskedFor() {
    LetterPage page = new LetterPage(2);

    assertTrue(page.test(letter(1)));
    assertTrue(page.test(letter(1)));
    assertFalse(page.isMore());
    assertFalse(page.test(letter(1)));

    assertEquals(2, page.letters().size());
    assertTrue(page.isMore());
  }

  @Test
  void shouldEndWhenThereIsNoRoomForMore() {
    LetterPage page = new LetterPage(1_000);
    int large = 1 << 20;
    int taken = 0;

    while (page.test(letter(large))) {
      taken++;
    }

    assertEquals(LetterPage.MOST_BYTES / large, taken);
    assertEquals(taken, page.letters().size());
    assertTrue(page.isMore());
  }

  @Test
  void shouldTakeOneHoweverLargeItIs() {
    LetterPage page = new LetterPage(10);

    assertTrue(page.test(letter((int) LetterPage.MOST_BYTES + 1)));

    assertFalse(page.test(letter(1)));
    assertEquals(1, page.letters().size());
  }

  private static DeadLetter letter(int bytes) {
    return new DeadLetter(
        new ConsumerRecord<>(Topics.deadLetter(Topics.FILLS), 0, 0, null, new byte[bytes]));
  }
}
