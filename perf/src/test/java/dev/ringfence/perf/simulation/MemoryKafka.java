package dev.ringfence.perf.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Topics with partitions, and groups with their members and offsets. */
final class MemoryKafka {
  private static final long SESSION_NANOS = 6_000_000_000L;

  private final World world;
  private final int partitions;
  private final Map<TopicPartition, List<ProducerRecord<byte[], byte[]>>> logs = new HashMap<>();
  private final Map<String, Group> groups = new HashMap<>();

  /** Who consumes together. */
  static final class Group {
    private final Map<TopicPartition, Long> offsets = new HashMap<>();
    private final LinkedHashMap<String, Long> members = new LinkedHashMap<>();
    private final Map<TopicPartition, String> owners = new HashMap<>();
    private int generation;

    Map<TopicPartition, Long> offsets() {
      return offsets;
    }

    int generation() {
      return generation;
    }
  }

  MemoryKafka(World world, int partitions) {
    this.world = world;
    this.partitions = partitions;
  }

  /** Appends to the partition that the key belongs to. */
  void append(ProducerRecord<byte[], byte[]> record) {
    log(partitionOf(record)).add(record);
  }

  TopicPartition partitionOf(ProducerRecord<byte[], byte[]> record) {
    int hash = new String(record.key(), java.nio.charset.StandardCharsets.US_ASCII).hashCode();
    return new TopicPartition(record.topic(), Math.floorMod(hash, partitions));
  }

  List<ProducerRecord<byte[], byte[]>> log(TopicPartition partition) {
    return logs.computeIfAbsent(partition, _ -> new ArrayList<>());
  }

  List<TopicPartition> partitionsOf(String topic) {
    List<TopicPartition> all = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      all.add(new TopicPartition(topic, partition));
    }
    return all;
  }

  Group group(String name) {
    return groups.computeIfAbsent(name, _ -> new Group());
  }

  /** The member lives; those who were silent for too long are taken for dead. */
  void beat(Group group, String member) {
    long nowNanos = world.nowNanos();
    boolean changed = group.members.put(member, nowNanos) == null;
    changed |= group.members.values().removeIf(seen -> nowNanos - seen > SESSION_NANOS);
    group.generation += changed ? 1 : 0;
  }

  void leave(Group group, String member) {
    if (group.members.remove(member) != null) {
      group.generation++;
    }
  }

  /** Whether the member has the partition now: not before who had it gave it up, or is dead. */
  boolean claim(Group group, TopicPartition partition, String member) {
    String owner = group.owners.get(partition);
    boolean isFree = owner == null || owner.equals(member) || !group.members.containsKey(owner);
    if (isFree) {
      group.owners.put(partition, member);
    }
    return isFree;
  }

  void giveUp(Group group, TopicPartition partition, String member) {
    group.owners.remove(partition, member);
  }

  boolean isMember(Group group, String member) {
    return group.members.containsKey(member);
  }

  /** What the member has to consume; every partition is somebody's. */
  Set<TopicPartition> assignment(Group group, String member, List<String> topics) {
    List<String> members = List.copyOf(new TreeMap<>(group.members).keySet());
    int place = members.indexOf(member);
    Set<TopicPartition> mine =
        new TreeSet<>(
            java.util.Comparator.comparing(TopicPartition::topic)
                .thenComparingInt(TopicPartition::partition));
    for (String topic : topics) {
      for (TopicPartition partition : partitionsOf(topic)) {
        if (place >= 0 && partition.partition() % members.size() == place) {
          mine.add(partition);
        }
      }
    }
    return mine;
  }
}
