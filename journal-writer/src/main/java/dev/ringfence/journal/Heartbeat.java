package dev.ringfence.journal;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that says for all shards of the process that their owner lives. */
final class Heartbeat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  private final ShardTable table;
  private final LeaseClock clock;
  private final List<ShardOwnership> ownerships = new CopyOnWriteArrayList<>();

  /** Null where somebody else beats. */
  private ScheduledExecutorService thread;

  private final Complaint complaint = new Complaint(LOG);

  Heartbeat(ShardTable table, LeaseClock clock) {
    this.table = table;
    this.clock = clock;
  }

  /** Beats from now on, on a thread of its own. */
  void start(int heartbeatMillis) {
    thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("shard-heartbeat").factory());
    var _ =
        thread.scheduleWithFixedDelay(
            this::beat, heartbeatMillis, heartbeatMillis, TimeUnit.MILLISECONDS);
  }

  void add(ShardOwnership ownership) {
    ownerships.add(ownership);
  }

  void remove(ShardOwnership ownership) {
    ownerships.remove(ownership);
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.shutdownNow();
    }
  }

  void beat() {
    List<ShardOwnership> beating = List.copyOf(ownerships);
    if (beating.isEmpty()) {
      return;
    }
    try {
      LeaseClock.Moment sent = clock.now();
      Set<String> living = table.renew(beating.stream().map(ShardOwnership::owner).toList());
      for (ShardOwnership ownership : beating) {
        if (living.contains(ownership.owner())) {
          ownership.lease().renewed(sent);
        } else if (ownerships.remove(ownership)) {
          ownership.markLost();
        }
      }
      complaint.end();
    } catch (Throwable e) {
      // An error, too: a schedule drops silently what has thrown, and no lease would be renewed.
      complaint.warn("Can't renew the leases of the shards; trying on: " + Complaint.reason(e));
    }
  }
}
