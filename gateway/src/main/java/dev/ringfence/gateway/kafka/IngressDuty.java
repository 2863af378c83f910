package dev.ringfence.gateway.kafka;

import dev.ringfence.journal.Complaint;
import dev.ringfence.journal.places.Places;
import dev.ringfence.journal.relay.Backoff;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the ingress does, turn by turn: poll, send on, settle, commit the offsets of what is done.
 * It has no thread of its own, so that tests can make the turns.
 */
final class IngressDuty {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaIngress.class);
  private static final Duration COMMIT_LIMIT = Duration.ofSeconds(3);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);
  private static final long BACKOFF_INITIAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long BACKOFF_MAX_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long STATUS_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final IngressStatus NOT_SERVING = IngressStatus.idle("not all shards serve here");

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Places places;
  private final RecordFlow flow;
  private final BooleanSupplier serving;
  private final IngressConfig config;
  private final IngressMetrics metrics;
  private final LongSupplier nanoClock;
  private final Backoff backoff;
  private final Complaint complaint = new Complaint(LOG);

  private final PartitionWindows windows;

  private Consumer<byte[], byte[]> consumer;

  /** Whether the last poll brought records. */
  private boolean flowing;

  private long servedAtNanos;
  private long retryAtNanos;
  private long polledAtNanos;
  private long commitAtNanos;
  private long statusAtNanos;

  /**
   * @param serving whether every shard takes commands in this process
   */
  IngressDuty(
      Supplier<Consumer<byte[], byte[]>> consumers,
      Places places,
      RecordFlow flow,
      BooleanSupplier serving,
      IngressConfig config,
      IngressMetrics metrics,
      LongSupplier nanoClock,
      RandomGenerator jitter) {
    this.consumers = consumers;
    this.places = places;
    this.flow = flow;
    this.serving = serving;
    this.config = config;
    windows = new PartitionWindows(config);
    this.metrics = metrics;
    this.nanoClock = nanoClock;
    backoff = new Backoff(BACKOFF_INITIAL_NANOS, BACKOFF_MAX_NANOS, jitter);
    retryAtNanos = nanoClock.getAsLong();
    polledAtNanos = retryAtNanos;
    commitAtNanos = retryAtNanos;
    statusAtNanos = retryAtNanos;
  }

  /**
   * One turn.
   *
   * @return how long to pause before the next, in nanoseconds, unless something comes back before
   */
  long turn() {
    try {
      if (!mayRead()) {
        flow.turn();
        return nanos(config.pollMillis());
      }
      long pauseNanos = nanosUntilPoll();
      if (pauseNanos > 0) {
        flow.turn();
        return pauseNanos;
      }
      windows.balance(consumer);
      readFromTheFirst(places.madeAnew());
      take(consumer.poll(pollLimit()));
      flow.turn();
      commitWhenDue();
      tellWhenDue();
      succeeded();
      return flow.isIdle() && !flowing ? 0 : nanos(config.turnMillis());
    } catch (InvalidOffsetException lost) {
      goBack(lost);
      return 0;
    } catch (KafkaException failed) {
      return retreat(failed);
    } catch (RuntimeException defect) {
      LOG.error("The ingress met a defect; it reads again what is not done", defect);
      return retreat(defect);
    }
  }

  /**
   * Only who serves every shard may read: a record whose shard is elsewhere would wait here for
   * ever. Who can't for a while leaves, so that one who can gets the partitions.
   */
  private boolean mayRead() {
    long nowNanos = nanoClock.getAsLong();
    if (serving.getAsBoolean()) {
      servedAtNanos = nowNanos;
    } else if (consumer == null) {
      metrics.onStatus(NOT_SERVING);
      return false;
    } else if (nowNanos - servedAtNanos > nanos(config.leaveAfterMillis())) {
      LOG.warn("Not all shards serve here: the ingress leaves its partitions to others");
      closeConsumer();
      metrics.onStatus(NOT_SERVING);
      return false;
    }
    if (backoff.attempts() > 0 && nowNanos - retryAtNanos < 0) {
      return false;
    }
    if (consumer == null) {
      consumer = consumers.get();
      consumer.subscribe(IngressTopic.TOPICS, new Rebalances());
    }
    return true;
  }

  /**
   * While answers come in, they are what a turn is for; and while records come in, they are
   * gathered for a moment. A poll costs more than all of them.
   */
  private long nanosUntilPoll() {
    long nowNanos = nanoClock.getAsLong();
    long leftNanos = polledAtNanos + nanos(config.turnMillis()) - nowNanos;
    if (leftNanos > 0 && (flowing || !flow.isIdle())) {
      return leftNanos;
    }
    polledAtNanos = nowNanos;
    return 0;
  }

  /** While answers are expected, they are waited for, and polling only looks. */
  private Duration pollLimit() {
    return flow.isIdle()
        ? Duration.ofNanos(flow.nanosUntilDue(nanos(config.pollMillis())))
        : Duration.ZERO;
  }

  private void take(ConsumerRecords<byte[], byte[]> records) {
    flowing = !records.isEmpty();
    for (TopicPartition partition : records.partitions()) {
      PartitionWindow window = windows.of(partition);
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        flow.take(record, window);
      }
    }
  }

  private void commitWhenDue() {
    long nowNanos = nanoClock.getAsLong();
    if (nowNanos - commitAtNanos < 0) {
      return;
    }
    commitAtNanos = nowNanos + nanos(config.commitIntervalMillis());
    Map<TopicPartition, OffsetAndMetadata> offsets = PartitionWindows.nextCommits(windows.all());
    if (!offsets.isEmpty()) {
      consumer.commitAsync(places.marked(offsets), this::onCommitted);
    }
  }

  private void onCommitted(Map<TopicPartition, OffsetAndMetadata> offsets, Exception failure) {
    if (failure == null) {
      return;
    }
    LOG.debug("Offsets were not committed: {}", failure.getMessage());
    windows.of(offsets.keySet()).forEach(PartitionWindow::commitFailed);
  }

  private void tellWhenDue() {
    long nowNanos = nanoClock.getAsLong();
    if (nowNanos - statusAtNanos < 0) {
      return;
    }
    statusAtNanos = nowNanos + STATUS_NANOS;
    long lag = 0;
    for (TopicPartition partition : consumer.assignment()) {
      lag += consumer.currentLag(partition).orElse(0);
    }
    boolean connected = BrokerConnections.isAny(consumer);
    int partitions = connected ? consumer.assignment().size() : 0;
    metrics.onStatus(
        new IngressStatus(
            partitions,
            consumer.paused().size(),
            lag,
            windows.underWay(),
            flow.inFlight(),
            flow.untakenLetters(),
            TimeUnit.NANOSECONDS.toMillis(windows.oldestNanos(nowNanos)),
            standstill(connected, partitions)));
  }

  private static String standstill(boolean connected, int partitions) {
    if (!connected) {
      return "no broker is connected";
    }
    return partitions == 0 ? "Kafka has given this process no partitions" : "";
  }

  /** The consumer would go on at its old place in a new topic, if that is long enough. */
  private void readFromTheFirst(List<TopicPartition> madeAnew) {
    if (!madeAnew.isEmpty()) {
      LOG.warn("{} was deleted and made anew: it is read from its beginning", madeAnew);
      beginAgain(madeAnew, true);
    }
  }

  private void beginAgain(Collection<TopicPartition> partitions, boolean isNew) {
    windows.beginAgain(partitions, isNew);
    consumer.resume(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** A first start begins at the beginning; where an offset was, records are gone unread. */
  private void goBack(InvalidOffsetException lost) {
    boolean wasThere = lost instanceof OffsetOutOfRangeException;
    for (TopicPartition partition : lost.partitions()) {
      if (wasThere) {
        LOG.error(
            "{} was cut off before it was read to its end: RECORDS ARE LOST. Keep it for longer;"
                + " or it was made anew",
            partition);
        metrics.onLost(partition.topic(), partition.partition());
      }
    }
    beginAgain(lost.partitions(), false);
  }

  private long retreat(Exception cause) {
    closeConsumer();
    long pauseNanos = backoff.nextNanos();
    retryAtNanos = nanoClock.getAsLong() + pauseNanos;
    complaint.warn("The ingress has trouble with Kafka, trying on: " + Complaint.reason(cause));
    metrics.onFailure(backoff.attempts(), cause);
    metrics.onStatus(IngressStatus.IDLE);
    return pauseNanos;
  }

  private void succeeded() {
    if (backoff.attempts() > 0) {
      LOG.info("The ingress goes on, after {} failures", backoff.attempts());
      complaint.end();
      backoff.reset();
      metrics.onRecovered();
    }
  }

  /** Waits a little for what is under way, commits it, and gives everything back; terminal. */
  void close() {
    if (consumer != null) {
      flow.drain(windows.allAndFormer());
      commitNow(windows.all());
    }
    closeConsumer();
    places.close();
    flow.close();
  }

  private void settle(Collection<PartitionWindow> ending) {
    flow.drain(ending);
    commitNow(ending);
  }

  private void commitNow(Collection<PartitionWindow> ending) {
    Map<TopicPartition, OffsetAndMetadata> offsets = PartitionWindows.nextCommits(ending);
    if (offsets.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(places.marked(offsets), COMMIT_LIMIT);
    } catch (KafkaException failed) {
      LOG.debug("Offsets were not committed: {}", failed.getMessage());
    }
  }

  private void closeConsumer() {
    windows.dropAll();
    places.dropAll();
    if (consumer == null) {
      return;
    }
    try {
      consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
    } catch (KafkaException failed) {
      LOG.debug("The consumer did not close cleanly: {}", failed.getMessage());
    }
    consumer = null;
  }

  private static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** What another gets next is settled as far as possible; what is lost is dropped as it is. */
  private final class Rebalances implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      windows.open(partitions);
      readFromTheFirst(places.assigned(consumer.groupMetadata().groupId(), partitions));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      settle(windows.of(partitions));
      windows.drop(partitions);
      places.drop(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      windows.drop(partitions);
      places.drop(partitions);
    }
  }
}
