package dev.ringfence.perf.simulation;

import dev.ringfence.engine.shard.ShardConfig;
import dev.ringfence.engine.shard.WaitMode;
import dev.ringfence.journal.JournalConfig;
import java.util.SplittableRandom;

/**
 * How a run is set up: small rings, batches and windows, so that their ends are met.
 *
 * @param shards how many there are
 * @param nodes how many processes fight over them
 * @param clients how many ask
 * @param accounts how many accounts they ask about
 */
record Setup(
    int shards,
    int nodes,
    int clients,
    int accounts,
    int partitions,
    int ringSize,
    int maxBatchCommands,
    int maxBatchBytes,
    int acceptedWindow,
    int refusedWindow,
    int closedWindow,
    int expiriesPerBatch,
    int relayRows,
    JournalConfig journal) {
  private static final int ENOUGH = 2_000;

  static Setup of(SplittableRandom random, Mutation mutation) {
    int ring = 4 << random.nextInt(4);
    boolean forgets = mutation == Mutation.REFUSAL_NOT_REMEMBERED;
    boolean forgetsAccepted =
        mutation == Mutation.REQUEST_ID_NOT_UNIQUE || mutation == Mutation.NO_LOOK_UP;
    int batch = forgets ? 1 : 1 + random.nextInt(ring);
    boolean isShort = random.nextInt(5) == 0;
    int expiries = 1 + random.nextInt(3);
    return new Setup(
        1 + random.nextInt(3),
        1 + random.nextInt(3),
        3 + random.nextInt(5),
        2 + random.nextInt(4),
        1 + random.nextInt(3),
        ring,
        batch,
        random.nextInt(3) == 0 ? 1_000 : 1 << 20,
        isShort || forgetsAccepted ? batch : ENOUGH,
        forgets ? 1 : ENOUGH,
        isShort || random.nextInt(4) == 0 ? batch + expiries : ENOUGH,
        expiries,
        1 + random.nextInt(20),
        new JournalConfig(pick(random, 150, 1_000, 30_000), 5, 300));
  }

  ShardConfig shard(int shardId) {
    return new ShardConfig(
        shardId,
        shards,
        ringSize,
        maxBatchCommands,
        maxBatchBytes,
        WaitMode.BLOCKING,
        acceptedWindow,
        refusedWindow,
        closedWindow,
        expiriesPerBatch,
        20);
  }

  /** The ingress reads only where one process has all shards, which must come about by itself. */
  boolean hasIngress() {
    return shards == 1 || nodes == 1;
  }

  private static int pick(SplittableRandom random, int... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
