package dev.ringfence.snapshotter.projection;

import dev.ringfence.journal.Complaint;
import dev.ringfence.journal.relay.Backoff;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rebuilds on a thread of its own whenever it is asked to, one rebuild at a time. */
final class Rebuilder implements Rebuilds {
  private static final Logger LOG = LoggerFactory.getLogger(RedisProjector.class);

  private final Rebuild rebuild;
  private final Backoff backoff;
  private final Complaint complaint = new Complaint(LOG);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private Thread thread;

  Rebuilder(
      StoreFactory stores,
      SnapshotSource source,
      ProjectionConfig config,
      ProjectionMetrics metrics) {
    this.rebuild = new Rebuild(stores, source, config, metrics, this::isStopping);
    this.backoff =
        new Backoff(
            TimeUnit.MILLISECONDS.toNanos(config.backoffInitialMillis()),
            TimeUnit.MILLISECONDS.toNanos(config.backoffMaxMillis()),
            RandomGenerator.getDefault());
  }

  @Override
  public synchronized void ensureRunning() {
    if (isStopping() || (thread != null && thread.isAlive())) {
      return;
    }
    LOG.info("Redis lacks the projection or a part of it: it is rebuilt from PostgreSQL");
    thread = Thread.ofPlatform().name("projector-rebuild").daemon().start(this::run);
  }

  private void run() {
    try {
      while (!isStopping() && !attempt()) {
        if (stopped.await(backoff.nextNanos(), TimeUnit.NANOSECONDS)) {
          return;
        }
      }
      backoff.reset();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean attempt() {
    try {
      boolean complete = rebuild.run();
      complaint.end();
      if (!complete) {
        LOG.info("Redis lost some of it meanwhile: it is rebuilt once more");
      }
      return complete;
    } catch (StoreUnavailableException | SnapshotException failed) {
      if (!isStopping()) {
        complaint.warn("The rebuild of Redis is tried again: " + Complaint.reason(failed));
      }
      return false;
    } catch (RuntimeException defect) {
      LOG.error("The rebuild met a defect; it is tried again", defect);
      return false;
    }
  }

  private boolean isStopping() {
    return stopped.getCount() == 0;
  }

  @Override
  public void stop(Duration deadline) throws InterruptedException {
    stopped.countDown();
    Thread running;
    synchronized (this) {
      running = thread;
    }
    if (running != null && !running.join(deadline)) {
      running.interrupt();
    }
  }
}
