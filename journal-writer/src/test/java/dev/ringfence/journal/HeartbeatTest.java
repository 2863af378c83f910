package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
  private static final int MILLIS = 1;

  private final CountDownLatch beats = new CountDownLatch(2);
  private final LeaseClock clock = new LeaseClock(System::nanoTime, System::currentTimeMillis);

  @Test
  void shouldBeatOnWhenABeatMetAnError() throws InterruptedException {
    Lease lease = new Lease(LeaseConfig.DEFAULT, clock, clock.now());
    try (Heartbeat heartbeat = new Heartbeat(new BrokenTable(), clock)) {
      heartbeat.add(new ShardOwnership(null, 0, "one", 1, lease));

      heartbeat.start(MILLIS);

      assertTrue(beats.await(1, TimeUnit.MINUTES), "it went silent");
    }
  }

  private final class BrokenTable implements ShardTable {
    @Override
    public Set<String> renew(Collection<String> owners) {
      beats.countDown();
      throw new StackOverflowError("planned");
    }

    @Override
    public void register(int shardCount) {}

    @Override
    public Optional<Long> tryTake(int shardId, String ownerName, String owner) {
      return Optional.empty();
    }

    @Override
    public Optional<ShardHolder> holder(int shardId) {
      return Optional.empty();
    }

    @Override
    public void release(int shardId, String owner) {}
  }
}
