package dev.ringfence.journal.tape;

import dev.ringfence.engine.shard.BatchListener;
import dev.ringfence.engine.shard.ShardConfig;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command tape of a process: one thread that writes what the shards hand over. */
public final class Tape implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Tape.class);
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);
  private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<ShardTape> shards;
  private final SecureRandom random = new SecureRandom();
  private final Thread thread;
  private volatile boolean closing;

  /** The thread has ended, and not as it does when this is closed. */
  private volatile boolean endedEarly;

  private Tape(List<ShardTape> shards) {
    this.shards = shards;
    thread = Thread.ofPlatform().daemon().name("ringfence-tape").unstarted(this::run);
  }

  /**
   * Begins to write for shards that are configured like this, whichever of them this process gets.
   */
  public static Tape start(TapeConfig config, List<ShardConfig> shards, TapeObserver observer) {
    TapeObserver heard = new LoudObserver(observer, config);
    Tape tape = new Tape(shards.stream().map(shard -> shardTape(config, shard, heard)).toList());
    IntStream.range(0, shards.size()).forEach(shardId -> heard.onRecording(shardId, true, null));
    tape.thread.start();
    return tape;
  }

  private static ShardTape shardTape(TapeConfig config, ShardConfig shard, TapeObserver observer) {
    return shardTape(
        config,
        shard,
        Disk.FILES,
        observer,
        HandOver.open(config.directory(), shard.shardId(), config.handOverBytes()));
  }

  static ShardTape shardTape(
      TapeConfig config, ShardConfig shard, Disk disk, TapeObserver observer, HandOver handOver) {
    return new ShardTape(
        shard.shardId(),
        handOver,
        new SegmentWriter(config, shard, disk, System::currentTimeMillis),
        observer,
        config.pauseMillis(),
        System::nanoTime);
  }

  /**
   * Writes to the tape what killed processes had handed over and not written.
   *
   * @throws TapeInUseException if a process that lives writes this tape
   * @throws TapeException if another version of the program left what can't be read; nothing of any
   *     shard is written then
   */
  public static void salvage(TapeConfig config, TapeLibrary library) {
    List<Integer> left =
        IntStream.range(0, library.shardCount())
            .filter(shardId -> HandOver.exists(config.directory(), shardId))
            .boxed()
            .toList();
    left.forEach(
        shardId -> HandOver.requireReadable(config.directory(), shardId, config.handOverBytes()));
    left.forEach(
        shardId -> shardTape(config, library.shardConfig(shardId), TapeObserver.NONE).close());
  }

  /**
   * A shard begins to serve with a memory that was just read from PostgreSQL: what it decides from
   * now on goes on the tape. The one that had its number before has ended.
   */
  public BatchListener begin(int shardId, SessionStart start) {
    ShardTape shard = shards.get(shardId);
    shard.begin(random.nextLong(), start);
    return shard;
  }

  /** Whether its thread has ended though nobody closed it: only a restart brings it back. */
  public boolean hasDied() {
    return thread.getState() == Thread.State.TERMINATED && !closing;
  }

  /** Writes what the shards, which have ended, left to write; in a second at the latest. */
  @Override
  public void close() {
    close(CLOSE_LIMIT);
  }

  /**
   * The same, in the time that is left for it. What is not written then waits in memory for the
   * next process, where there is memory that outlives this one.
   */
  public void close(Duration limit) {
    closing = true;
    LockSupport.unpark(thread);
    try {
      boolean _ = thread.join(limit);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.warn("The tape was not written to its end in time: its disk is slow or does not answer");
    } else if (endedEarly) {
      endedEarly = false;
      shards.forEach(ShardTape::leave);
    }
  }

  /** It does not end in silence: metrics and health say it. */
  private void run() {
    try {
      write();
    } catch (RuntimeException | Error death) {
      endedEarly = !closing;
      shards.forEach(shard -> shard.end("its thread has died: restart this process"));
      LOG.error("The tape's thread met a defect and has ended", death);
    }
  }

  private void write() {
    long tickedNanos = System.nanoTime();
    while (!closing) {
      boolean busy = false;
      for (ShardTape shard : shards) {
        busy |= shard.drain();
      }
      long nowNanos = System.nanoTime();
      if (nowNanos - tickedNanos >= TICK_NANOS) {
        tickedNanos = nowNanos;
        shards.forEach(ShardTape::tick);
      }
      if (!busy) {
        LockSupport.parkNanos(IDLE_NANOS);
      }
    }
    shards.forEach(ShardTape::close);
  }
}
