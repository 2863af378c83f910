package dev.ringfence.engine.shard;

import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.testing.JournalFault;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds the shard's thread inside a commit until the test opens it. */
final class Gate implements JournalFault {
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch opened = new CountDownLatch(1);
  private final CommitOutcome outcome;

  /** The outcome after the gate; null for an ordinary commit. */
  Gate(CommitOutcome outcome) {
    this.outcome = outcome;
  }

  @Override
  public CommitOutcome beforeCommit(EffectBatch batch) {
    reached.countDown();
    await(opened);
    return outcome;
  }

  void awaitShard() {
    await(reached);
  }

  void open() {
    opened.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("Nobody came to the gate, or opened it");
      }
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
