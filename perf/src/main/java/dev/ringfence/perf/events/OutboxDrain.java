package dev.ringfence.perf.events;

import dev.ringfence.journal.relay.OutboxRelay;
import dev.ringfence.journal.relay.RelayConfig;
import dev.ringfence.journal.relay.RelayMetrics;
import dev.ringfence.journal.relay.RelayProducers;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** A relay that empties the outbox of shard 0 as fast as it goes. */
final class OutboxDrain implements AutoCloseable {
  private final AtomicLong published = new AtomicLong();
  private final OutboxRelay relay;

  OutboxDrain(DataSource dataSource, Map<String, Object> kafka) {
    relay =
        new OutboxRelay(
            0,
            () -> OutboxRelay.ANY_EPOCH,
            dataSource,
            RelayProducers.forShard(0, kafka),
            RelayConfig.DEFAULTS,
            new RelayMetrics() {
              @Override
              public void onPublished(int shardId, int events, long bytes, long oldestAgeMillis) {
                published.addAndGet(events);
              }
            },
            InstantSource.system());
  }

  void start() {
    relay.start();
  }

  long published() {
    return published.get();
  }

  @Override
  public void close() {
    relay.close();
  }
}
