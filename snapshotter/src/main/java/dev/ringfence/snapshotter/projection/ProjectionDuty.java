package dev.ringfence.snapshotter.projection;

import dev.ringfence.journal.Complaint;
import dev.ringfence.journal.places.Places;
import dev.ringfence.journal.relay.Backoff;
import dev.ringfence.journal.relay.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the projection does, turn by turn: poll, write what is newest, then commit the offsets. It
 * has no thread of its own, so that tests can make the turns.
 */
final class ProjectionDuty {
  private static final Logger LOG = LoggerFactory.getLogger(RedisProjector.class);
  private static final Duration COMMIT_LIMIT = Duration.ofSeconds(3);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);
  private static final Duration LAG_LIMIT = Duration.ofSeconds(1);

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Places places;
  private final StoreFactory stores;
  private final Rebuilds rebuilds;
  private final Poison poison;
  private final ProjectionConfig config;
  private final ProjectionMetrics metrics;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final Backoff backoff;
  private final Complaint complaint = new Complaint(LOG);

  private final ImageBatch batch = new ImageBatch();
  private final Map<TopicPartition, OffsetAndMetadata> polled = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> written = new HashMap<>();
  private Consumer<byte[], byte[]> consumer;
  private ProjectionStore store;

  /** Partitions that were sent to their beginning since the last poll. */
  private final Set<TopicPartition> lostOffsets = new HashSet<>();

  private boolean mustInvalidate;
  private int events;
  private long oldestMillis = Long.MAX_VALUE;
  private long retryAtNanos;
  private long commitAtNanos;
  private long checkAtNanos;
  private long lagAtNanos;

  ProjectionDuty(
      Supplier<Consumer<byte[], byte[]>> consumers,
      Places places,
      StoreFactory stores,
      Rebuilds rebuilds,
      Poison poison,
      ProjectionConfig config,
      ProjectionMetrics metrics,
      InstantSource clock,
      LongSupplier nanoClock,
      RandomGenerator jitter) {
    this.consumers = consumers;
    this.places = places;
    this.stores = stores;
    this.rebuilds = rebuilds;
    this.poison = poison;
    this.config = config;
    this.metrics = metrics;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.backoff =
        new Backoff(nanos(config.backoffInitialMillis()), nanos(config.backoffMaxMillis()), jitter);
    this.commitAtNanos = nanoClock.getAsLong();
    this.checkAtNanos = commitAtNanos;
    this.lagAtNanos = commitAtNanos;
  }

  /**
   * One turn.
   *
   * @return how long to pause before the next, in nanoseconds; while Redis is away it is the poll
   *     that waits, since a consumer that does not poll loses its partitions
   */
  long turn() {
    try {
      poll();
      poison.turn();
      if (!isWaiting()) {
        write();
        commitWhenDue();
      }
      tellLagWhenDue();
      return 0;
    } catch (InvalidOffsetException lost) {
      LOG.info("No usable offset for {}: it starts at the beginning", lost.partitions());
      goBack(lost.partitions());
      return 0;
    } catch (StoreUnavailableException failed) {
      closeStore();
      retreat(failed);
      return 0;
    } catch (KafkaException failed) {
      closeConsumer();
      return retreat(failed);
    } catch (RuntimeException defect) {
      LOG.error("The projection met a defect; it tries again", defect);
      closeConsumer();
      closeStore();
      return retreat(defect);
    }
  }

  private boolean isWaiting() {
    return backoff.attempts() > 0 && nanoClock.getAsLong() - retryAtNanos < 0;
  }

  private void poll() {
    if (consumer == null) {
      consumer = consumers.get();
      consumer.subscribe(List.of(Topics.ACCOUNT_EVENTS), new Rebalances());
    }
    pauseWhatMustWait();
    readFromTheFirst(places.madeAnew());
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(pollLimit())) {
      take(record);
    }
    placeAfterLoss();
  }

  private void pauseWhatMustWait() {
    // Whatever was assigned meanwhile is paused, too.
    Set<TopicPartition> paused = new HashSet<>(consumer.assignment());
    if (backoff.attempts() == 0) {
      paused.removeIf(partition -> !poison.isFull(partition));
    }
    Set<TopicPartition> resumed = new HashSet<>(consumer.paused());
    resumed.removeAll(paused);
    consumer.pause(paused);
    consumer.resume(resumed);
  }

  /** A partition without events must have an offset, too, or every start would be a loss. */
  private void placeAfterLoss() {
    for (TopicPartition partition : lostOffsets) {
      if (consumer.assignment().contains(partition)) {
        polled.put(partition, new OffsetAndMetadata(consumer.position(partition)));
      }
    }
    lostOffsets.clear();
  }

  private Duration pollLimit() {
    long limitNanos = nanos(config.pollMillis());
    if (backoff.attempts() > 0) {
      limitNanos = Math.min(limitNanos, Math.max(0, retryAtNanos - nanoClock.getAsLong()));
    }
    return Duration.ofNanos(limitNanos);
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    try {
      oldestMillis = Math.min(oldestMillis, EventDecoder.decode(record.value(), batch));
      events++;
    } catch (PoisonException unreadable) {
      poison.add(partition, record, unreadable.getMessage());
    }
    polled.put(partition, new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), ""));
  }

  private void write() throws StoreUnavailableException {
    if (store == null) {
      store = stores.open();
      checkAtNanos = nanoClock.getAsLong();
    }
    if (mustInvalidate) {
      store.invalidate();
      mustInvalidate = false;
      checkAtNanos = nanoClock.getAsLong();
    }
    if (!batch.isEmpty()) {
      store.write(batch);
      long ageMillis = Math.max(0, clock.millis() - oldestMillis);
      metrics.onWritten(events, batch.entries().size(), ageMillis);
      batch.clear();
      events = 0;
      oldestMillis = Long.MAX_VALUE;
    }
    written.putAll(polled);
    polled.clear();
    checkWhenDue();
    succeeded();
  }

  private void checkWhenDue() throws StoreUnavailableException {
    long nowNanos = nanoClock.getAsLong();
    if (nowNanos - checkAtNanos < 0) {
      return;
    }
    checkAtNanos = nowNanos + nanos(config.checkIntervalMillis());
    if (!store.isComplete()) {
      rebuilds.ensureRunning();
    }
  }

  /** Above all while Redis is away: then it is what a person looks at. */
  private void tellLagWhenDue() {
    long nowNanos = nanoClock.getAsLong();
    if (nowNanos - lagAtNanos < 0) {
      return;
    }
    lagAtNanos = nowNanos + nanos(config.checkIntervalMillis());
    try {
      metrics.onLag(events + (consumer.paused().isEmpty() ? lagAsFetched() : lagAsAsked()));
    } catch (TimeoutException late) {
      LOG.debug("Kafka did not say where the topic ends: {}", late.getMessage());
    }
  }

  private long lagAsFetched() {
    long lag = 0;
    for (TopicPartition partition : consumer.assignment()) {
      lag += consumer.currentLag(partition).orElse(0);
    }
    return lag;
  }

  /** What is paused is not fetched, and so the consumer does not hear how far its topic is. */
  private long lagAsAsked() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment(), LAG_LIMIT);
    long lag = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      lag += Math.max(0, end.getValue() - consumer.position(end.getKey(), LAG_LIMIT));
    }
    return lag;
  }

  private void succeeded() {
    if (backoff.attempts() > 0) {
      LOG.info("The projection goes on, after {} failures", backoff.attempts());
      complaint.end();
      backoff.reset();
    }
  }

  private void commitWhenDue() {
    long nowNanos = nanoClock.getAsLong();
    if (written.isEmpty() || nowNanos - commitAtNanos < 0) {
      return;
    }
    commitAtNanos = nowNanos + nanos(config.commitIntervalMillis());
    Map<TopicPartition, OffsetAndMetadata> settled = settled();
    if (!settled.isEmpty()) {
      consumer.commitAsync(places.marked(settled), (_, failure) -> onCommitted(failure));
      written.keySet().removeAll(settled.keySet());
    }
  }

  /** Offsets move behind what Redis has, and where no dead letter is still on its way. */
  private Map<TopicPartition, OffsetAndMetadata> settled() {
    Map<TopicPartition, OffsetAndMetadata> settled = new HashMap<>(written);
    settled.keySet().removeIf(partition -> !poison.isSettled(partition));
    return settled;
  }

  private static void onCommitted(Exception failure) {
    if (failure != null) {
      // The next commit covers it; if there is none, the events come again, which is harmless.
      LOG.debug("Offsets were not committed: {}", failure.getMessage());
    }
  }

  /** The consumer would go on at its old place in a new topic, if that is long enough. */
  private void readFromTheFirst(Collection<TopicPartition> madeAnew) {
    if (!madeAnew.isEmpty()) {
      LOG.warn("{} was deleted and made anew: it is read from its beginning", madeAnew);
      goBack(madeAnew);
    }
  }

  /** What was not read is gone: only the tables know it. Nothing old is to be committed. */
  private void goBack(Collection<TopicPartition> partitions) {
    polled.keySet().removeAll(partitions);
    written.keySet().removeAll(partitions);
    consumer.seekToBeginning(partitions);
    lostOffsets.addAll(partitions);
    mustInvalidate = true;
  }

  private long retreat(Exception cause) {
    long pauseNanos = backoff.nextNanos();
    retryAtNanos = nanoClock.getAsLong() + pauseNanos;
    complaint.warn(
        "The projection into Redis waits, after failure %d: %s"
            .formatted(backoff.attempts(), Complaint.reason(cause)));
    metrics.onFailure(backoff.attempts(), cause);
    return pauseNanos;
  }

  /** Commits what Redis has, and gives everything back; terminal. */
  void close() {
    if (consumer != null) {
      commitNow(settled());
    }
    closeConsumer();
    closeStore();
    places.close();
    poison.close();
  }

  private void commitNow(Map<TopicPartition, OffsetAndMetadata> offsets) {
    if (offsets.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(places.marked(offsets), COMMIT_LIMIT);
    } catch (KafkaException failed) {
      LOG.debug("Offsets were not committed: {}", failed.getMessage());
    }
  }

  private void closeStore() {
    if (store != null) {
      store.close();
      store = null;
    }
  }

  private void closeConsumer() {
    if (consumer == null) {
      return;
    }
    try {
      consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
    } catch (KafkaException failed) {
      LOG.debug("The consumer did not close cleanly: {}", failed.getMessage());
    }
    consumer = null;
    places.dropAll();
    lostOffsets.clear();
    polled.clear();
    written.clear();
    poison.dropAll();
  }

  private static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Nobody commits for a partition that is another's by now. */
  private final class Rebalances implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      if (backoff.attempts() > 0) {
        consumer.pause(partitions);
      }
      readFromTheFirst(places.assigned(consumer.groupMetadata().groupId(), partitions));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      Map<TopicPartition, OffsetAndMetadata> ending = settled();
      ending.keySet().retainAll(partitions);
      commitNow(ending);
      onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      written.keySet().removeAll(partitions);
      polled.keySet().removeAll(partitions);
      poison.drop(partitions);
      places.drop(partitions);
    }
  }
}
