package dev.ringfence.snapshotter.projection;

import dev.ringfence.journal.places.Places;
import dev.ringfence.journal.relay.ProducerFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;

/** A process's projection over a Redis in memory; a test makes its turns and its rebuilds. */
public final class TurnedProjection {
  private final ProjectionDuty duty;
  private final Rebuild rebuild;
  private boolean wantsRebuild;

  public TurnedProjection(
      Supplier<Consumer<byte[], byte[]>> consumers,
      ProducerFactory deadLetters,
      MemoryRedis redis,
      MemoryRedis.Mishaps mishaps,
      SnapshotSource source,
      ProjectionConfig config,
      InstantSource clock,
      LongSupplier nanoClock,
      RandomGenerator jitter) {
    StoreFactory stores = redis.over(mishaps);
    rebuild = new Rebuild(stores, source, config, ProjectionMetrics.NONE, () -> false);
    duty =
        new ProjectionDuty(
            consumers,
            new Places(Map::of),
            stores,
            new Rebuilds() {
              @Override
              public void ensureRunning() {
                wantsRebuild = true;
              }

              @Override
              public void stop(Duration deadline) {}
            },
            new Poison(deadLetters, config, ProjectionMetrics.NONE, clock, nanoClock),
            config,
            ProjectionMetrics.NONE,
            clock,
            nanoClock,
            jitter);
  }

  /**
   * One turn.
   *
   * @return how long to pause before the next, in nanoseconds
   */
  public long turn() {
    return duty.turn();
  }

  public boolean wantsRebuild() {
    return wantsRebuild;
  }

  /** Goes once over everything; it is wanted again if that failed. */
  public void rebuild() {
    try {
      wantsRebuild = !rebuild.run();
    } catch (StoreUnavailableException | SnapshotException failed) {
      wantsRebuild = true;
    }
  }
}
