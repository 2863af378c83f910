package dev.ringfence.snapshotter.replay;

import dev.ringfence.engine.shard.Journal;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.journal.tape.TapeLibrary;
import dev.ringfence.journal.tape.TapeReader;
import dev.ringfence.journal.tape.TapedBatch;
import dev.ringfence.journal.tape.TapedBatch.Joint;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.progress.RowCounter;
import java.io.IOException;

/** Goes through one shard's tape, from where its state is to where it ends or may not go on. */
final class ShardRun {
  private final TapeLibrary library;
  private final int shardId;
  private final ShardState state;
  private final ReplayScope scope;
  private final RowCounter commands;
  private long batches;

  ShardRun(
      TapeLibrary library, int shardId, ShardState state, ReplayScope scope, Progress progress) {
    this.library = library;
    this.shardId = shardId;
    this.state = state;
    this.scope = scope;
    commands = new RowCounter(progress);
  }

  /** Returns the first that is not as it was; null if there is none. */
  ReplayFinding run(Journal journal, LedgerTail tail, boolean isStrict) throws IOException {
    long from = state.batchNumber();
    ShardReplay replay =
        new ShardReplay(library.shardConfig(shardId), state, journal, tail, isStrict, scope);
    try (TapeReader reader = library.reader(shardId)) {
      for (TapedBatch batch = reader.next();
          batch != null && batch.number() <= scope.until();
          batch = reader.next()) {
        if (!TapeSurvey.isBehind(batch, from)) {
          replay.remember(batch);
          continue;
        }
        if (batch.numberBefore() != state.batchNumber() || batch.joint() == Joint.GAP) {
          return null;
        }
        ReplayFinding found = replay.run(batch);
        if (found != null) {
          return found;
        }
        batches++;
        for (int command = 0; command < batch.commands(); command++) {
          commands.increment();
        }
      }
      return null;
    } finally {
      commands.flush();
    }
  }

  long batches() {
    return batches;
  }

  long commands() {
    return commands.rows();
  }
}
