package dev.ringfence.snapshotter.recovery;

import dev.ringfence.journal.Complaint;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntPredicate;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that tells shards that serve already of the request ids that were accepted before
 * their windows begin. Until it has come to the end, a shard looks every command up that it is
 * about to refuse. It reads of each shard in turn, works half of the time, and holds on to no
 * state.
 */
public final class Historian implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Historian.class);
  private static final long RETRY_MILLIS = 500;

  private final OlderIds olderIds;
  private final Complaint complaint = new Complaint(LOG);
  private final IntPredicate wanted;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("older-ids").factory());

  /** The shards that have a turn to come: at most one each. */
  private final Set<Integer> waiting = new HashSet<>();

  /**
   * Reads nothing yet.
   *
   * @param wanted whether the shard of that number is in this process
   */
  public Historian(DataSource dataSource, RecoveryConfig config, IntPredicate wanted) {
    this.olderIds = new OlderIds(dataSource, config);
    this.wanted = wanted;
  }

  /** Reads what is unread, some time; to be called when the shard has begun to serve. */
  public synchronized void read(ShardHistory history) {
    if (history.hasUnread() && waiting.add(history.shardId())) {
      execute(history);
    }
  }

  private void execute(ShardHistory history) {
    try {
      thread.execute(() -> turn(history));
    } catch (RejectedExecutionException stopping) {
      // Whoever takes the shard next reads it.
      waiting.clear();
    }
  }

  private void turn(ShardHistory history) {
    try {
      if (wanted.test(history.shardId())) {
        olderIds.readOn(history);
      }
      endTurn(history);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (Throwable failure) {
      // An error, too: nobody else would read on.
      complaint.warn(
          "The older request ids of shard %d can't be read yet, trying again: %s"
              .formatted(history.shardId(), Complaint.reason(failure)));
      if (pause()) {
        endTurn(history);
      }
    }
  }

  private synchronized void endTurn(ShardHistory history) {
    waiting.remove(history.shardId());
    if (wanted.test(history.shardId())) {
      read(history);
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
