package dev.ringfence.perf.events;

import dev.ringfence.journal.places.AskedTopicIds;
import dev.ringfence.journal.relay.RelayProducers;
import dev.ringfence.snapshotter.projection.JdbcSnapshotSource;
import dev.ringfence.snapshotter.projection.ProjectionConfig;
import dev.ringfence.snapshotter.projection.ProjectionMetrics;
import dev.ringfence.snapshotter.projection.ProjectorConsumers;
import dev.ringfence.snapshotter.projection.RedisProjector;
import io.lettuce.core.RedisURI;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** A projector that carries the whole topic to Redis as fast as it goes. */
final class TopicDrain implements AutoCloseable {
  private static final int FETCH_ROWS = 5_000;

  private final AtomicLong projected = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private final RedisProjector projector;

  TopicDrain(DataSource dataSource, Map<String, Object> kafka, String redis) {
    projector =
        new RedisProjector(
            RedisURI.create(redis),
            ProjectorConsumers.inGroup(kafka),
            new AskedTopicIds(kafka),
            RelayProducers.forShard(1, kafka),
            new JdbcSnapshotSource(dataSource, FETCH_ROWS),
            ProjectionConfig.DEFAULTS,
            new ProjectionMetrics() {
              @Override
              public void onWritten(int events, int writes, long oldestAgeMillis) {
                written.addAndGet(writes);
                projected.addAndGet(events);
              }
            },
            InstantSource.system());
  }

  void start() {
    projector.start();
  }

  /** Events whose account is in Redis at their version, or a newer one. */
  long projected() {
    return projected.get();
  }

  /** What was left of them to write. */
  long written() {
    return written.get();
  }

  @Override
  public void close() {
    projector.close();
  }
}
