package dev.ringfence.snapshotter.replay;

/**
 * The first thing on a shard's tape that is not as it was.
 *
 * @param shardId which shard
 * @param batch the number of the batch, or of the last before it if it had no effects
 * @param position of the command in its batch, from 0; -1 if it is about the batch
 * @param what the command, or what was compared
 * @param expected as the tape has it
 * @param found as it is now
 */
public record ReplayFinding(
    int shardId, long batch, int position, String what, String expected, String found) {
  static ReplayFinding ofBatch(
      int shardId, long batch, String what, Object expected, Object found) {
    return new ReplayFinding(
        shardId, batch, -1, what, String.valueOf(expected), String.valueOf(found));
  }

  String render() {
    return "shard %d, batch %d%s: %s%n  expected  %s%n  found     %s"
        .formatted(
            shardId, batch, position < 0 ? "" : ", command " + position, what, expected, found);
  }
}
