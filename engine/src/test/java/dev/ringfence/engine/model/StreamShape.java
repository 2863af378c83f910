package dev.ringfence.engine.model;

import java.util.SplittableRandom;

/** How hostile a stream of commands is, and in what way. */
record StreamShape(
    int accounts,
    int symbols,
    int acceptedWindow,
    int refusedWindow,
    int closedWindow,
    int maxBatchCommands,
    int expiriesPerBatch,
    int duplicatePercent,
    int reusePercent,
    int poisonPercent,
    int timedPercent,
    int fences) {

  static StreamShape of(SplittableRandom random) {
    boolean tiny = random.nextInt(4) == 0;
    int batch = tiny ? pick(random, 1, 3, 20) : pick(random, 1, 7, 64, 256, 256);
    int expiries = tiny ? 1 : pick(random, 1, 5, 50);
    return new StreamShape(
        pick(random, 1, 2, 5, 20, 200),
        pick(random, 1, 2, 4),
        Math.max(batch, tiny ? pick(random, 1, 3, 20) : pick(random, 300, 1_000, 5_000)),
        Math.max(batch, tiny ? pick(random, 1, 3, 20) : pick(random, 300, 1_000)),
        Math.max(batch + expiries, tiny ? pick(random, 2, 20) : pick(random, 50, 500)),
        batch,
        expiries,
        pick(random, 1, 5, 25),
        pick(random, 1, 3),
        pick(random, 0, 0, 0, 1),
        pick(random, 0, 10, 90),
        random.nextInt(4) == 0 ? 3 : 0);
  }

  private static int pick(SplittableRandom random, int... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
