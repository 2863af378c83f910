package dev.ringfence.perf.simulation;

import java.util.HashMap;
import java.util.Map;

/** Looks into Redis all the time: unless it is flushed, no account and no position goes back. */
final class RedisReader {
  private static final long STEP_NANOS = 15_000_000;

  private final House house;
  private final Actor actor = new Actor("reader", null);
  private final Map<String, Long> seen = new HashMap<>();
  private int flushes;

  RedisReader(House house) {
    this.house = house;
  }

  void start() {
    house.world().after(STEP_NANOS, actor, this::look);
  }

  private void look() {
    if (flushes != house.redis().flushes()) {
      flushes = house.redis().flushes();
      seen.clear();
    }
    house
        .redis()
        .accounts()
        .forEach((account, image) -> see("account " + account, image.version()));
    house.redis().positions().forEach((key, image) -> see("position " + key, image.version()));
    start();
  }

  private void see(String what, long version) {
    Long before = seen.put(what, version);
    Violation.unless(
        before == null || version >= before,
        "In Redis, %s went back from version %d to %d",
        what,
        before,
        version);
  }
}
