package dev.ringfence.gateway.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ringfence.gateway.http.HealthReport.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecoveryWatchTest {
  private final List<Standstill> told = new ArrayList<>();
  private final RecoveryWatch watch = new RecoveryWatch(told::add);

  @Test
  void shouldTellHowFarTheRecoveryIs() {
    watch.started("Recovering shard 0", 1_000);
    watch.advanced(430);

    assertEquals(Reason.RECOVERING, told.getFirst().reason());
    assertEquals("recovering, some 43 % of about 1000 rows are read", told.getLast().words());
  }

  @Test
  void shouldNeverTellMoreThanItKnows() {
    watch.started("Recovering shard 0", 0);
    watch.advanced(8_192);
    assertEquals("recovering, some 0 % of about 0 rows are read", told.getLast().words());

    watch.started("Recovering shard 0", 10);
    assertEquals("recovering, some 99 % of about 10 rows are read", told.getLast().words());
  }
}
