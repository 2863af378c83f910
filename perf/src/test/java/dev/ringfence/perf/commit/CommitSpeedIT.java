package dev.ringfence.perf.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.snapshotter.sample.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CommitSpeedIT {
  @Test
  void shouldWriteOnBothSidesInBatchesOfTheSizeAskedFor() throws Exception {
    CommitSpeed speed = new CommitSpeed(List.of(16), 1, Duration.ofMillis(500), _ -> {});
    try (TestDatabase database = TestDatabase.create()) {
      CommitSpeed.Result result = speed.measure(database.database());

      assertEquals(1, result.pairs().size());
      CommitSpeed.Pair pair = result.pairs().getFirst();
      assertTrue(pair.batch() > 8 && pair.batch() <= 16, pair::toString);
      assertTrue(pair.engine().value() > 0 && pair.bare().value() > 0, pair::toString);
      assertTrue(result.loneMillis() > 0, result::toString);
      assertTrue(result.check().agrees(), result.check()::words);
    }
  }
}
