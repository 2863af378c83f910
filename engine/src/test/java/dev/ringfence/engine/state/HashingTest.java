package dev.ringfence.engine.state;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.domain.Hashing;
import dev.ringfence.engine.domain.Text;
import dev.ringfence.engine.testing.TestSeed;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HashingTest {
  private static final int KEYS = 1 << 14;
  private static final int MOST_COLLISIONS = 10;

  private final long seed = TestSeed.get();
  private final SplittableRandom random = new SplittableRandom(seed);

  /** The highest bytes of a product's factors reach only the highest bits of its lower half. */
  @Test
  void shouldSpreadIdsThatDifferOnlyInOneByteOfEachWord() {
    for (int place = 0; place < Long.BYTES; place++) {
      int collisions = collisions(random.nextLong(), place);

      assertTrue(
          collisions <= MOST_COLLISIONS,
          collisions + " collisions at place " + place + ", seed " + seed);
    }
  }

  @Test
  void shouldSpreadIdsThatDifferInOneByteWhenThereIsNoSeed() {
    for (int place = 0; place < Long.BYTES; place++) {
      int collisions = collisions(0, place);

      assertTrue(collisions <= MOST_COLLISIONS, collisions + " collisions at place " + place);
    }
  }

  private static int collisions(long hashSeed, int place) {
    byte[] id = "x".repeat(Text.MAX_LENGTH).getBytes(StandardCharsets.US_ASCII);
    Text text = new Text();
    Set<Integer> hashes = new HashSet<>();
    for (int key = 0; key < KEYS; key++) {
      int rest = key;
      for (int at = place; at < id.length; at += Long.BYTES) {
        id[at] = (byte) ('@' + (rest & 3));
        rest >>= 2;
      }
      text.set(id, 0, id.length);
      hashes.add((int) Hashing.ofKey(hashSeed, 1, text));
    }
    return KEYS - hashes.size();
  }
}
