package dev.ringfence.snapshotter.replay;

import dev.ringfence.journal.tape.TapeLibrary;
import dev.ringfence.journal.tape.TapeReader;
import dev.ringfence.journal.tape.TapedBatch;
import dev.ringfence.journal.tape.TapedBatch.Joint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a shard's tape has behind a batch, seen before anything is done with it.
 *
 * @param lastBatch the last batch on the tape; 0 if there is none
 * @param commands how many commands are behind the batch
 * @param flaws what is wrong with it, in words
 * @param finding why it can't be followed to its end; null if it can
 */
record TapeSurvey(long lastBatch, long commands, List<String> flaws, ReplayFinding finding) {
  static TapeSurvey of(TapeLibrary library, int shardId, long from, long until) throws IOException {
    try (TapeReader reader = library.reader(shardId)) {
      long last = from;
      long commands = 0;
      ReplayFinding finding = null;
      boolean isFirst = true;
      for (TapedBatch batch = reader.next(); batch != null; batch = reader.next()) {
        if (batch.number() > until) {
          break;
        }
        if (batch.joint() == Joint.FORK) {
          finding = fork(shardId, batch);
          break;
        }
        if (isBehind(batch, from)) {
          boolean isGap = isFirst ? batch.numberBefore() > from : batch.joint() == Joint.GAP;
          if (isGap) {
            finding = gap(shardId, last, batch);
            break;
          }
          isFirst = false;
          commands += batch.commands();
        }
        last = Math.max(last, batch.number());
      }
      List<String> flaws = new ArrayList<>(library.unreadable());
      flaws.addAll(reader.flaws());
      return new TapeSurvey(last, commands, flaws, finding);
    }
  }

  /** Whether a shard that is at a batch has yet to do this one. */
  static boolean isBehind(TapedBatch batch, long from) {
    return batch.numberBefore() >= from;
  }

  private static ReplayFinding gap(int shardId, long last, TapedBatch batch) {
    String missing =
        last < batch.numberBefore()
            ? "batches %d to %d are missing".formatted(last + 1, batch.numberBefore())
            : "batches without effects are missing behind batch " + last;
    return ReplayFinding.ofBatch(
        shardId, batch.number(), "a gap in the tape", "the batch behind " + last, missing);
  }

  private static ReplayFinding fork(int shardId, TapedBatch batch) {
    return ReplayFinding.ofBatch(
        shardId,
        batch.number(),
        "two histories on one tape: after a restore another one was written; move the segments of"
            + " the one that was given up out of the folder",
        "each batch once",
        "batch " + batch.number() + " again");
  }
}
