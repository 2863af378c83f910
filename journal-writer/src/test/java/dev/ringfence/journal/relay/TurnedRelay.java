package dev.ringfence.journal.relay;

import dev.ringfence.journal.MemoryTables;
import dev.ringfence.journal.Mishaps;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** A shard's relay over tables in memory, whose turns a test makes instead of a thread. */
public final class TurnedRelay {
  private final RelayDuty duty;

  public TurnedRelay(
      int shardId,
      LongSupplier epochs,
      MemoryTables tables,
      HandedEvents handed,
      Mishaps mishaps,
      ProducerFactory producers,
      RelayConfig config,
      InstantSource clock,
      LongSupplier nanoClock,
      RandomGenerator jitter) {
    duty =
        new RelayDuty(
            shardId,
            epochs,
            new HandedOutbox(
                new MemoryOutbox(tables, shardId, config.batchRows(), mishaps),
                handed,
                config.batchRows()),
            new Publisher(shardId, producers, RelayMetrics.NONE, clock),
            config,
            RelayMetrics.NONE,
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

  public RelayState state() {
    return duty.state();
  }
}
