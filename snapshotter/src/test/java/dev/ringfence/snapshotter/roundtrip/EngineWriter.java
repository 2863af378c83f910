package dev.ringfence.snapshotter.roundtrip;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.effect.EffectType;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.journal.JournalConfig;
import dev.ringfence.journal.JournalHealth;
import dev.ringfence.journal.LeaseConfig;
import dev.ringfence.journal.PostgresJournal;
import dev.ringfence.journal.ShardOwnership;
import dev.ringfence.journal.ShardRegistry;
import dev.ringfence.snapshotter.sample.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Lets real shards decide random commands, and the real journal write them. */
public final class EngineWriter {
  private static final long START_MILLIS = 1_800_000_000_000L;
  private static final int ROUNDS = 60;

  private final Random random;
  private final RandomCommands commands;
  private final Set<EffectType> seen = EnumSet.noneOf(EffectType.class);
  private final List<List<Command>> accepted = new ArrayList<>();
  private long nowMillis = START_MILLIS;

  public EngineWriter(long seed) {
    random = new Random(seed);
    commands = new RandomCommands(random);
  }

  /** Goes on from the given states, one per shard, for some batches each. */
  public List<ShardState> write(TestDatabase database, int shardCount, List<ShardState> states)
      throws SQLException {
    try (ShardRegistry registry = new ShardRegistry(database.dataSource(), LeaseConfig.DEFAULT)) {
      registry.register(shardCount);
      for (int shardId = 0; shardId < shardCount; shardId++) {
        ShardOwnership ownership = registry.tryAcquire(shardId, "round-trip").orElseThrow();
        try (PostgresJournal journal =
            PostgresJournal.open(
                database.database(),
                ownership,
                JournalConfig.DEFAULT,
                new JournalHealth(shardCount))) {
          ShardDriver driver =
              new ShardDriver(shardId, shardCount, states.get(shardId), journal, random, commands);
          for (int round = 0; round < ROUNDS; round++) {
            nowMillis += random.nextInt(1_000);
            driver.runBatch(nowMillis);
          }
          seen.addAll(driver.seen());
          accepted.add(driver.accepted());
        }
        ownership.release();
      }
    }
    return states;
  }

  /** The commands that were accepted, with their answers; shard by shard, as they were written. */
  List<List<Command>> accepted() {
    return accepted;
  }

  /** What kinds of effects there were. */
  public Set<EffectType> seen() {
    return seen;
  }
}
