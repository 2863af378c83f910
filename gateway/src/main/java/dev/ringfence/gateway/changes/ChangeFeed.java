package dev.ringfence.gateway.changes;

import dev.ringfence.api.v1.WatchAccountResponse;
import dev.ringfence.engine.effect.EffectBatch;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.agrona.collections.Long2ObjectHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells those who watch an account what was committed. A shard's thread looks once per batch
 * whether anybody watches, leaves what concerns them, and goes on; one thread of the feed's own
 * does the rest.
 */
public final class ChangeFeed implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(ChangeFeed.class);
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final int shardCount;
  private final IntPredicate isServing;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("change-feed").unstarted(this::run);

  /** What has changes to be delivered: each topic once at most. */
  private final Queue<Topic> changed = new ConcurrentLinkedQueue<>();

  /** By account; never changed, only replaced. Null if nobody watches anything. */
  private volatile Long2ObjectHashMap<Topic> topics;

  private volatile boolean closed;

  /**
   * Tells nothing before it is started.
   *
   * @param isServing whether what a shard has in memory is the truth, and all of it
   */
  public ChangeFeed(int shardCount, IntPredicate isServing) {
    this.shardCount = shardCount;
    this.isServing = isServing;
  }

  public void start() {
    thread.start();
  }

  /** A batch of effects is durable. For the shard's thread: never waits. */
  public void committed(EffectBatch batch) {
    Long2ObjectHashMap<Topic> watched = topics;
    if (watched == null) {
      return;
    }
    boolean wake = false;
    for (int index = 0; index < batch.size(); index++) {
      Topic topic = watched.get(batch.get(index).accountId());
      if (topic != null && topic.add(batch.get(index))) {
        changed.add(topic);
        wake = true;
      }
    }
    if (wake) {
      LockSupport.unpark(thread);
    }
  }

  /**
   * Begins to tell of what is committed from now on.
   *
   * @return false if there will be no more changes
   */
  public synchronized boolean subscribe(long accountId, ChangeListener listener) {
    if (closed) {
      return false;
    }
    Topic topic = topics == null ? null : topics.get(accountId);
    if (topic == null) {
      topic = new Topic(accountId);
      Long2ObjectHashMap<Topic> next = copy();
      next.put(accountId, topic);
      topics = next;
    }
    topic.listeners().add(listener);
    return true;
  }

  public synchronized void unsubscribe(long accountId, ChangeListener listener) {
    Topic topic = topics == null ? null : topics.get(accountId);
    if (topic == null || !topic.listeners().remove(listener) || !topic.listeners().isEmpty()) {
      return;
    }
    Long2ObjectHashMap<Topic> next = copy();
    next.remove(accountId);
    topics = next.isEmpty() ? null : next;
  }

  /** The shard does not serve here any more: what it commits next may be known elsewhere only. */
  public void lost(int shardId) {
    forEachTopic(
        topic -> {
          if (shardOf(topic) == shardId) {
            end(topic, FeedEnd.SHARD_LOST);
          }
        });
  }

  /** Tells all listeners that it ends; what was committed and not told yet is not told. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    LockSupport.unpark(thread);
    forEachTopic(topic -> end(topic, FeedEnd.STOPPING));
  }

  private void run() {
    long tickNanos = System.nanoTime() + TICK_NANOS;
    while (!closed) {
      Topic topic = changed.poll();
      if (topic != null) {
        guarded(() -> deliver(topic));
      }
      long leftNanos = tickNanos - System.nanoTime();
      if (leftNanos <= 0) {
        guarded(() -> forEachTopic(this::tick));
        tickNanos = System.nanoTime() + TICK_NANOS;
      } else if (topic == null) {
        LockSupport.parkNanos(this, leftNanos);
      }
    }
  }

  private static void deliver(Topic topic) {
    List<WatchAccountResponse> changes = topic.take();
    topic.listeners().forEach(listener -> guarded(() -> listener.onChanges(changes)));
  }

  private void tick(Topic topic) {
    if (!isServing.test(shardOf(topic))) {
      end(topic, FeedEnd.SHARD_LOST);
      return;
    }
    long nowNanos = System.nanoTime();
    topic.listeners().forEach(listener -> guarded(() -> listener.onTick(nowNanos)));
  }

  private static void end(Topic topic, FeedEnd why) {
    topic.listeners().forEach(listener -> guarded(() -> listener.onEnd(why)));
  }

  private void forEachTopic(Consumer<Topic> action) {
    Long2ObjectHashMap<Topic> all = topics;
    if (all != null) {
      // A copy, as the map's own iterator is shared by all who go through it.
      List.copyOf(new Long2ObjectHashMap<>(all).values()).forEach(action);
    }
  }

  private Long2ObjectHashMap<Topic> copy() {
    return topics == null ? new Long2ObjectHashMap<>() : new Long2ObjectHashMap<>(topics);
  }

  private int shardOf(Topic topic) {
    return (int) (topic.accountId() % shardCount);
  }

  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (Throwable defect) {
      // An error, too: all other watchers would hear nothing any more, and not be told so.
      LOGGER.error("A watcher could not be told", defect);
    }
  }
}
