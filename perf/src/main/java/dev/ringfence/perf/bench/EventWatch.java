package dev.ringfence.perf.bench;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.perf.report.Round;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Sees when the commands of a round are in Kafka, and of one in ten when it is in Redis; both count
 * from the moment for which the command was planned.
 */
final class EventWatch implements RoundTimes, AutoCloseable {
  private static final int SAMPLE = 10;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final EventTail events;
  private final RedisClient redis;
  private final StatefulRedisConnection<String, String> images;
  private final Measurements inKafka;
  private final Measurements inRedis;

  /** When a command was planned, or when its event was seen, whichever was told first. */
  private final Map<String, Long> half = new ConcurrentHashMap<>();

  private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong seen = new AtomicLong();
  private final AtomicLong shed = new AtomicLong();
  private final AtomicReference<RuntimeException> fault = new AtomicReference<>();
  private final Thread redisWatcher = Thread.ofPlatform().name("bench-redis").unstarted(this::look);
  private volatile boolean over;

  private record Sample(long accountId, long version, long plannedNanos) {}

  /**
   * @param prefix of the request ids of the commands
   * @param duration of the round
   */
  EventWatch(String prefix, String kafka, String redisUri, Duration duration) {
    redis = RedisClient.create(redisUri);
    try {
      images = redis.connect();
      events = new EventTail(kafka, prefix, this::see, this::fail);
    } catch (RuntimeException failed) {
      redis.close();
      throw failed instanceof RedisException broken ? unreadable(broken) : failed;
    }
    long startNanos = System.nanoTime();
    inKafka = new Measurements(startNanos, startNanos + duration.toNanos());
    inRedis = new Measurements(startNanos, startNanos + duration.toNanos());
    events.start();
    redisWatcher.start();
  }

  @Override
  public void answered(Exchange exchange, CommandResult result, long nowNanos) {
    if (result.getOutcome() != Outcome.OUTCOME_ACCEPTED) {
      return;
    }
    long plannedNanos = exchange.plannedNanos();
    if (answered.getAndIncrement() % SAMPLE == 0) {
      samples.add(new Sample(exchange.accountId(), result.getAccount().getVersion(), plannedNanos));
    }
    Long seenNanos = half.putIfAbsent(exchange.requestId(), plannedNanos);
    if (seenNanos != null && half.remove(exchange.requestId(), seenNanos)) {
      countInKafka(plannedNanos, seenNanos);
    }
  }

  @Override
  public void shed(Exchange exchange, long nowNanos) {
    inKafka.shed();
    if (shed.getAndIncrement() % SAMPLE == 0) {
      inRedis.shed();
    }
  }

  /** Waits until all that was answered was seen; when each event was in Kafka. */
  Round inKafka() {
    await("Kafka", () -> answered.get() - seen.get());
    return inKafka.result();
  }

  /** When the commands were in Redis. */
  Round inRedis() {
    await("Redis", samples::size);
    return inRedis.result();
  }

  private void await(String where, LongSupplier missing) {
    long limitNanos = System.nanoTime() + LIMIT.toNanos();
    while (missing.getAsLong() > 0) {
      if (fault.get() != null) {
        throw fault.get();
      }
      if (System.nanoTime() - limitNanos > 0) {
        throw new WrongAnswerException(
            "Of %,d acknowledged commands %,d that were looked for are not in %s after %d s."
                .formatted(answered.get(), missing.getAsLong(), where, LIMIT.toSeconds()));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private void see(String requestId, long nowNanos) {
    Long plannedNanos = half.putIfAbsent(requestId, nowNanos);
    // An event may come twice; then there is nothing left to remove.
    if (plannedNanos != null && half.remove(requestId, plannedNanos)) {
      countInKafka(plannedNanos, nowNanos);
    }
  }

  private void countInKafka(long plannedNanos, long seenNanos) {
    inKafka.answered(true, plannedNanos, seenNanos);
    seen.incrementAndGet();
  }

  private void look() {
    try {
      while (!over) {
        Sample sample = samples.peek();
        if (sample == null || version(sample.accountId()) < sample.version()) {
          LockSupport.parkNanos(LOOK_NANOS);
        } else {
          inRedis.answered(true, sample.plannedNanos(), System.nanoTime());
          samples.remove();
        }
      }
    } catch (RedisException failed) {
      fail(unreadable(failed));
    } catch (RuntimeException defect) {
      fail(defect);
    }
  }

  private static UnreachableException unreadable(RedisException failed) {
    return new UnreachableException("Redis can't be read: " + failed, failed);
  }

  private void fail(RuntimeException failure) {
    fault.compareAndSet(null, failure);
  }

  private long version(long accountId) {
    String version = images.sync().hget("account:" + accountId, "version");
    return version == null ? 0 : Long.parseLong(version);
  }

  @Override
  public void close() {
    over = true;
    events.close();
    try {
      redisWatcher.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    redis.close();
  }
}
