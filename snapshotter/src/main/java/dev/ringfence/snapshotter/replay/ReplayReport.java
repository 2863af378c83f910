package dev.ringfence.snapshotter.replay;

import java.util.List;
import java.util.stream.Collectors;

/** What became of all shards. */
public record ReplayReport(List<ShardReport> shards) {
  public ReplayReport {
    shards = List.copyOf(shards);
  }

  public boolean isClean() {
    return shards.stream().allMatch(shard -> shard.finding() == null);
  }

  /** 0 if everything came out as it was, or 1. */
  public int exitCode() {
    return isClean() ? 0 : 1;
  }

  /** For people. */
  public String render() {
    return shards.stream().map(ShardReport::render).collect(Collectors.joining())
        + verdict()
        + System.lineSeparator();
  }

  private String verdict() {
    if (!isClean()) {
      return "Not as it was: see DIVERGED.";
    }
    return shards.stream().allMatch(shard -> shard.batches() == 0)
        ? "Nothing had to be run: the tape has nothing behind it."
        : "Every answer is as it was.";
  }
}
