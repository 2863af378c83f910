package dev.ringfence.snapshotter.projection;

import dev.ringfence.snapshotter.progress.Progress;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisURI;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * Makes Redis what PostgreSQL says, whatever is in it: what is missing, wrong, or ahead of
 * PostgreSQL is replaced, and accounts that do not exist are removed. Other keys are left alone.
 * Live events may go on: Redis is read before PostgreSQL, and what an event has changed since is
 * looked at again.
 */
public final class RedisRepair {
  private static final int PORTION = 500;

  private final SnapshotPage page;
  private final RedisURI redis;
  private final ProjectionConfig config;
  private final Progress progress;
  private long accounts;
  private long ahead;
  private long removed;

  public RedisRepair(
      DataSource dataSource, RedisURI redis, ProjectionConfig config, Progress progress) {
    this.page = new SnapshotPage(dataSource);
    this.redis = redis;
    this.config = config;
    this.progress = progress;
  }

  /**
   * What was done.
   *
   * @param accounts how many were written
   * @param ahead how many of them were ahead of PostgreSQL, or unreadable
   * @param removed how many keys were of accounts that do not exist
   * @param complete false if Redis was flushed or restarted meanwhile: do it again
   */
  public record Report(long accounts, long ahead, long removed, boolean complete) {}

  /**
   * Goes once over everything.
   *
   * @throws StoreUnavailableException if Redis gives no answer
   * @throws SnapshotException if PostgreSQL gives none
   */
  public Report run() throws StoreUnavailableException, SnapshotException {
    // The connections end with it; what is on its way to its end by then, Lettuce warns of.
    try (RedisServer server = new RedisServer(redis, config)) {
      ProjectionStore marker = server.open();
      RepairStore store = server.openForRepair();
      // To mark a Redis that is complete would make the projectors rebuild it as well.
      String generation = marker.isComplete() ? null : marker.beginRebuild();
      progress.started("Projecting", page.estimate());
      try {
        walkAccounts(store);
        walkKeys(store);
      } finally {
        progress.finished();
      }
      boolean complete = generation == null ? marker.isComplete() : marker.endRebuild(generation);
      return new Report(accounts, ahead, removed, complete);
    }
  }

  private void walkAccounts(RepairStore store) throws StoreUnavailableException, SnapshotException {
    List<Long> ids = page.idsAfter(0, PORTION);
    while (!ids.isEmpty()) {
      repair(store, ids);
      accounts += ids.size();
      progress.advanced(ids.size());
      ids = page.idsAfter(ids.getLast(), PORTION);
    }
  }

  /** Until no live event came in between; each turn there are fewer of those. */
  private void repair(RepairStore store, List<Long> accountIds)
      throws StoreUnavailableException, SnapshotException {
    List<Long> left = accountIds;
    while (!left.isEmpty()) {
      List<String> versions = store.versions(left);
      List<SnapshotPage.Row> rows = page.read(left);
      List<Long> replaced = store.replace(left, versions, rows);
      List<Long> again = new ArrayList<>();
      for (int index = 0; index < left.size(); index++) {
        if (replaced.get(index) == 0) {
          again.add(left.get(index));
        } else if (RepairScripts.isAhead(versions.get(index), rows.get(index).account())) {
          ahead++;
        }
      }
      left = again;
    }
  }

  private void walkKeys(RepairStore store) throws StoreUnavailableException, SnapshotException {
    KeyScanCursor<String> keys = store.scan(null);
    while (true) {
      removeUnknown(store, keys.getKeys());
      if (keys.isFinished()) {
        return;
      }
      keys = store.scan(keys);
    }
  }

  private void removeUnknown(RepairStore store, List<String> keys)
      throws StoreUnavailableException, SnapshotException {
    TreeSet<Long> ids = new TreeSet<>();
    keys.forEach(key -> ids.add(RedisKeys.accountId(key)));
    ids.remove(RedisKeys.OF_OTHERS);
    List<Long> known = List.copyOf(ids);
    List<String> versions = store.versions(known);
    List<SnapshotPage.Row> rows = page.read(known);
    List<Long> unknown = new ArrayList<>();
    List<String> versionsOfUnknown = new ArrayList<>();
    for (int index = 0; index < known.size(); index++) {
      if (rows.get(index).account() == null) {
        unknown.add(known.get(index));
        versionsOfUnknown.add(versions.get(index));
      }
    }
    remove(store, unknown, versionsOfUnknown);
  }

  private void remove(RepairStore store, List<Long> accountIds, List<String> versions)
      throws StoreUnavailableException, SnapshotException {
    for (long keys : store.remove(accountIds, versions)) {
      removed += keys;
    }
    // One that was opened just now, and shown, may have been hit: then it has a row by now.
    List<Long> opened = new ArrayList<>();
    List<SnapshotPage.Row> rows = page.read(accountIds);
    for (int index = 0; index < accountIds.size(); index++) {
      if (rows.get(index).account() != null) {
        opened.add(accountIds.get(index));
      }
    }
    repair(store, opened);
  }
}
