package dev.ringfence.perf.simulation;

import dev.ringfence.perf.simulation.Servers.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.record.TimestampType;

/** A member of a group, which never waits in a poll: the one who turns it waits instead. */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // One thread does everything here.
final class MemoryConsumer extends MockConsumer<byte[], byte[]> {
  private static final int MAX_POLL = 30;

  private final MemoryKafka kafka;
  private final MemoryKafka.Group group;
  private final String member;
  private final Node node;
  private final Faults faults;
  private final Servers servers;
  private final boolean commitsAtOnce;
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Set<TopicPartition> paused = new LinkedHashSet<>();
  private List<String> topics = List.of();
  private ConsumerRebalanceListener listener;
  private int generation = -1;

  /** Whether something is to be its own that another has not given up yet. */
  private boolean isWaiting;

  private Set<TopicPartition> assigned = new LinkedHashSet<>();

  /**
   * @param commitsAtOnce whether offsets move with the poll: a defect
   */
  MemoryConsumer(
      MemoryKafka kafka,
      String group,
      String member,
      Node node,
      Faults faults,
      Servers servers,
      boolean commitsAtOnce) {
    super("none");
    this.kafka = kafka;
    this.group = kafka.group(group);
    this.member = member;
    this.node = node;
    this.faults = faults;
    this.servers = servers;
    this.commitsAtOnce = commitsAtOnce;
  }

  @Override
  public void subscribe(Collection<String> names, ConsumerRebalanceListener callback) {
    topics = List.copyOf(names);
    listener = callback;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    node.pass(200_000);
    if (servers.isAway(Server.KAFKA)) {
      return ConsumerRecords.empty();
    }
    rebalance();
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new LinkedHashMap<>();
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    int room = MAX_POLL;
    Set<TopicPartition> lost = new LinkedHashSet<>();
    for (TopicPartition partition : assigned) {
      if (!positions.containsKey(partition)) {
        lost.add(partition);
      }
    }
    if (!lost.isEmpty()) {
      throw new NoOffsetForPartitionException(lost);
    }
    for (TopicPartition partition : assigned) {
      if (paused.contains(partition)) {
        continue;
      }
      List<ConsumerRecord<byte[], byte[]>> part = read(partition, room);
      if (!part.isEmpty()) {
        room -= part.size();
        records.put(partition, part);
        next.put(partition, new OffsetAndMetadata(positions.get(partition)));
      }
    }
    return new ConsumerRecords<>(records, next);
  }

  private List<ConsumerRecord<byte[], byte[]>> read(TopicPartition partition, int room) {
    List<ProducerRecord<byte[], byte[]>> log = kafka.log(partition);
    long position = positions.get(partition);
    List<ConsumerRecord<byte[], byte[]>> part = new ArrayList<>();
    while (position < log.size() && part.size() < room) {
      ProducerRecord<byte[], byte[]> record = log.get((int) position);
      part.add(
          new ConsumerRecord<>(
              partition.topic(),
              partition.partition(),
              position,
              0L,
              TimestampType.LOG_APPEND_TIME,
              0,
              0,
              record.key(),
              record.value(),
              record.headers(),
              Optional.empty()));
      position++;
    }
    positions.put(partition, position);
    if (commitsAtOnce) {
      group.offsets().put(partition, position);
    }
    return part;
  }

  private void rebalance() {
    boolean wasMember = kafka.isMember(group, member);
    kafka.beat(group, member);
    if (generation == group.generation() && !isWaiting) {
      return;
    }
    boolean wasExpelled = generation >= 0 && !wasMember;
    generation = group.generation();
    Set<TopicPartition> now = kafka.assignment(group, member, topics);
    List<TopicPartition> gone = new ArrayList<>(assigned);
    gone.removeIf(partition -> !wasExpelled && now.contains(partition));
    if (!gone.isEmpty() && wasExpelled) {
      listener.onPartitionsLost(gone);
    } else if (!gone.isEmpty()) {
      listener.onPartitionsRevoked(gone);
    }
    gone.forEach(partition -> kafka.giveUp(group, partition, member));
    isWaiting = now.removeIf(partition -> !kafka.claim(group, partition, member));
    List<TopicPartition> fresh = new ArrayList<>(now);
    fresh.removeIf(partition -> !gone.contains(partition) && assigned.contains(partition));
    gone.forEach(positions::remove);
    paused.removeAll(gone);
    assigned = now;
    for (TopicPartition partition : fresh) {
      Long offset = group.offsets().get(partition);
      if (offset != null) {
        positions.put(partition, offset);
      }
    }
    if (!fresh.isEmpty()) {
      listener.onPartitionsAssigned(fresh);
    }
  }

  @Override
  public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
    commitSync(offsets, Duration.ZERO);
  }

  @Override
  public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
    node.reach(CrashPoints.before(CrashPoints.OFFSETS));
    KafkaException failure = commitNow(offsets);
    node.reach(CrashPoints.after(CrashPoints.OFFSETS));
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void commitAsync(
      Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
    node.reach(CrashPoints.before(CrashPoints.OFFSETS));
    KafkaException failure = commitNow(offsets);
    node.reach(CrashPoints.after(CrashPoints.OFFSETS));
    if (callback != null) {
      callback.onComplete(offsets, failure);
    }
  }

  private KafkaException commitNow(Map<TopicPartition, OffsetAndMetadata> offsets) {
    if (servers.isAway(Server.KAFKA)) {
      return new TimeoutException("Kafka is away");
    }
    if (generation != group.generation() || !kafka.isMember(group, member)) {
      return new CommitFailedException("The group goes on without this member");
    }
    boolean unsure = faults.fires(Fault.OFFSETS_UNSURE);
    if (!unsure || faults.fires(Fault.OFFSETS_UNSURE)) {
      offsets.forEach((partition, offset) -> group.offsets().put(partition, offset.offset()));
    }
    return unsure ? new TimeoutException("no answer in time") : null;
  }

  @Override
  public Set<TopicPartition> assignment() {
    return new LinkedHashSet<>(assigned);
  }

  @Override
  public Set<TopicPartition> paused() {
    return new LinkedHashSet<>(paused);
  }

  @Override
  public void pause(Collection<TopicPartition> partitions) {
    paused.addAll(partitions);
  }

  @Override
  public void resume(Collection<TopicPartition> partitions) {
    paused.removeAll(partitions);
  }

  @Override
  public long position(TopicPartition partition) {
    return positions.get(partition);
  }

  @Override
  public void seek(TopicPartition partition, long offset) {
    positions.put(partition, offset);
  }

  @Override
  public void seekToBeginning(Collection<TopicPartition> partitions) {
    partitions.forEach(partition -> positions.put(partition, 0L));
  }

  @Override
  public OptionalLong currentLag(TopicPartition partition) {
    Long position = positions.get(partition);
    return position == null
        ? OptionalLong.empty()
        : OptionalLong.of(kafka.log(partition).size() - position);
  }

  @Override
  public Map<TopicPartition, Long> endOffsets(
      Collection<TopicPartition> partitions, Duration timeout) {
    if (servers.isAway(Server.KAFKA)) {
      throw new TimeoutException("Kafka is away");
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    partitions.forEach(partition -> ends.put(partition, (long) kafka.log(partition).size()));
    return ends;
  }

  @Override
  public void close() {
    kafka.leave(group, member);
  }

  @Override
  public void close(CloseOptions options) {
    kafka.leave(group, member);
  }
}
