package dev.ringfence.snapshotter.layout;

import dev.ringfence.snapshotter.rows.RowStream;
import dev.ringfence.snapshotter.rows.Snapshot;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * All shards, those of today and those that reshards ended.
 *
 * @param live by shard id
 * @param retired by first sequence, then shard id
 */
public record ShardLayout(List<LiveShard> live, List<RetiredShard> retired) {
  public ShardLayout {
    live = List.copyOf(live);
    retired = List.copyOf(retired);
  }

  public static ShardLayout read(Snapshot snapshot) throws SQLException {
    List<LiveShard> live = new ArrayList<>();
    try (RowStream rows =
        snapshot.stream(
            "SELECT shard_id, shard_count, batch, sequence, batch_at"
                + " FROM shards ORDER BY shard_id")) {
      while (rows.next()) {
        live.add(new LiveShard(rows.int4(), rows.int4(), rows.int8(), rows.int8(), rows.millis()));
      }
    }
    List<RetiredShard> retired = new ArrayList<>();
    try (RowStream rows =
        snapshot.stream(
            "SELECT shard_id, first_sequence, last_sequence, shard_count"
                + " FROM retired_shards ORDER BY first_sequence, shard_id")) {
      while (rows.next()) {
        retired.add(new RetiredShard(rows.int4(), rows.int8(), rows.int8(), rows.int4()));
      }
    }
    return new ShardLayout(live, retired);
  }

  /** Where the shards of today began to count: above all that were before them. */
  public long firstSequence() {
    long last = 0;
    for (RetiredShard shard : retired) {
      last = Math.max(last, shard.lastSequence());
    }
    return last + 1;
  }

  /** The shards of the layout before today's; none if there was no reshard. */
  public List<RetiredShard> lastRetired() {
    long newest = 0;
    for (RetiredShard shard : retired) {
      newest = Math.max(newest, shard.firstSequence());
    }
    List<RetiredShard> last = new ArrayList<>();
    for (RetiredShard shard : retired) {
      if (shard.firstSequence() == newest) {
        last.add(shard);
      }
    }
    return last;
  }
}
