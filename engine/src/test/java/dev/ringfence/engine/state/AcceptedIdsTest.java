package dev.ringfence.engine.state;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.domain.Text;
import org.junit.jupiter.api.Test;

class AcceptedIdsTest {
  private static final long SEED = 42;
  private static final int WINDOW = 1 << 12;

  private final AcceptedIds ids = new AcceptedIds(WINDOW, SEED);

  @Test
  void shouldKnowEveryIdThatWasAdded() {
    addAsManyAs(25 * WINDOW);

    for (int id = 0; id < 25 * WINDOW; id++) {
      assertTrue(mayContain("id-" + id), "id-" + id);
    }
  }

  @Test
  void shouldSeldomTakeANewIdForAnOldOne() {
    addAsManyAs(25 * WINDOW);

    int alarms = 0;
    for (int id = 0; id < 100_000; id++) {
      alarms += mayContain("new-" + id) ? 1 : 0;
    }

    assertTrue(alarms < 4_000, alarms + " of 100,000");
  }

  @Test
  void shouldTakeEveryIdForAnOldOneWhileSomeAreMissing() {
    assertFalse(mayContain("new"));

    ids.expectMore();
    assertTrue(mayContain("new"));

    ids.complete();
    assertFalse(mayContain("new"));
  }

  private void addAsManyAs(int count) {
    for (int id = 0; id < count; id++) {
      ids.add(1 + id % 1_000, text("id-" + id));
    }
  }

  private boolean mayContain(String id) {
    int number = id.startsWith("id-") ? Integer.parseInt(id.substring(3)) : 0;
    return ids.mayContain(Hashing.ofKey(SEED, 1 + number % 1_000, text(id)));
  }

  private static Text text(String value) {
    Text text = new Text();
    text.set(value);
    return text;
  }
}
