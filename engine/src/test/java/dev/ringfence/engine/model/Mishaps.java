package dev.ringfence.engine.model;

import dev.ringfence.engine.command.RefusalRule;
import java.util.SplittableRandom;

/** What happens to the commands of a stream on their way, with random numbers of its own. */
final class Mishaps {
  private final SplittableRandom random;
  private final int refusedBatchesPerMille;
  private final int ruledPercent;
  private final int latePercent;

  private Mishaps(
      SplittableRandom random, int refusedBatchesPerMille, int ruledPercent, int latePercent) {
    this.random = random;
    this.refusedBatchesPerMille = refusedBatchesPerMille;
    this.ruledPercent = ruledPercent;
    this.latePercent = latePercent;
  }

  static Mishaps none() {
    return new Mishaps(new SplittableRandom(0), 0, 0, 0);
  }

  static Mishaps of(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new Mishaps(
        random,
        random.nextInt(3) == 0 ? 30 : 0,
        random.nextInt(3) == 0 ? 20 : 0,
        random.nextInt(4) == 0 ? 5 : 0);
  }

  /** Whether the journal takes nothing now, or lets nothing be shown. */
  boolean isRefusedBatch() {
    return random.nextInt(1_000) < refusedBatchesPerMille;
  }

  /** Whether nobody waits for the command any more when it is decided. */
  boolean isLate() {
    return random.nextInt(100) < latePercent;
  }

  /** What a refusal of the next command means. */
  RefusalRule rule() {
    if (random.nextInt(100) >= ruledPercent) {
      return RefusalRule.STICKS;
    }
    return random.nextBoolean() ? RefusalRule.TENTATIVE : RefusalRule.RECONSIDER;
  }
}
