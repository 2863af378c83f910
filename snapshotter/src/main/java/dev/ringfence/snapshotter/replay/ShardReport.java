package dev.ringfence.snapshotter.replay;

import java.util.List;

/**
 * What became of one shard's tape.
 *
 * @param shardId which shard
 * @param fromBatch where it began
 * @param toBatch where it ended
 * @param batches how many were run
 * @param commands how many were in them
 * @param nanos how long that took
 * @param stateHash of the memory at the end
 * @param finding the first that was not as it was; null if all was
 * @param notes what a person should know, torn tails among it
 */
public record ShardReport(
    int shardId,
    long fromBatch,
    long toBatch,
    long batches,
    long commands,
    long nanos,
    long stateHash,
    ReplayFinding finding,
    List<String> notes) {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  public ShardReport {
    notes = List.copyOf(notes);
  }

  ShardReport with(ReplayFinding other) {
    return new ShardReport(
        shardId, fromBatch, toBatch, batches, commands, nanos, stateHash, other, notes);
  }

  String render() {
    StringBuilder text = new StringBuilder();
    notes.forEach(note -> text.append(note).append(System.lineSeparator()));
    text.append(
        "shard %d: batches %d to %d, %d commands in %d ms (%d/s), state hash %016x%n"
            .formatted(
                shardId,
                fromBatch,
                toBatch,
                commands,
                nanos / 1_000_000,
                commands * NANOS_PER_SECOND / Math.max(1, nanos),
                stateHash));
    if (finding != null) {
      text.append("DIVERGED  ").append(finding.render()).append(System.lineSeparator());
    }
    return text.toString();
  }
}
