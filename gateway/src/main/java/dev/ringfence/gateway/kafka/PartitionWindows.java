package dev.ringfence.gateway.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What is under way of all the partitions that this process reads. */
final class PartitionWindows {
  private final IngressConfig config;
  private final Map<TopicPartition, PartitionWindow> windows = new HashMap<>();

  /** Of partitions that have begun again since: nobody else can read what is under way of them. */
  private final List<PartitionWindow> former = new ArrayList<>();

  PartitionWindows(IngressConfig config) {
    this.config = config;
  }

  /** They were assigned, and begin with nothing under way. */
  void open(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      windows.put(partition, new PartitionWindow(partition));
    }
  }

  PartitionWindow of(TopicPartition partition) {
    return windows.computeIfAbsent(partition, PartitionWindow::new);
  }

  /** Of those of them that are read here. */
  List<PartitionWindow> of(Collection<TopicPartition> partitions) {
    return partitions.stream().map(windows::get).filter(Objects::nonNull).toList();
  }

  List<PartitionWindow> all() {
    return List.copyOf(windows.values());
  }

  /** Those as well of which no offset is to be committed any more. */
  List<PartitionWindow> allAndFormer() {
    List<PartitionWindow> all = new ArrayList<>(windows.values());
    all.addAll(former);
    return all;
  }

  /**
   * They are read from their beginning again. What is under way of them goes on, and moves no
   * offset: its numbers would stand for other records.
   *
   * @param isNew whether the topics are others, so that what was committed is wrong
   */
  void beginAgain(Collection<TopicPartition> partitions, boolean isNew) {
    for (TopicPartition partition : partitions) {
      PartitionWindow next =
          isNew ? PartitionWindow.fromTheFirst(partition) : new PartitionWindow(partition);
      PartitionWindow before = windows.put(partition, next);
      if (before != null) {
        former.add(before);
      }
    }
  }

  /** What of them is in a ring has its effect; whoever reads it again gets the same answer. */
  void drop(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      PartitionWindow window = windows.remove(partition);
      if (window != null) {
        window.close();
      }
    }
  }

  void dropAll() {
    drop(List.copyOf(windows.keySet()));
  }

  /** Partitions with enough under way are paused until half of it is done. */
  void balance(Consumer<?, ?> consumer) {
    former.removeIf(window -> window.size() == 0);
    List<TopicPartition> full = new ArrayList<>();
    List<TopicPartition> free = new ArrayList<>();
    for (PartitionWindow window : windows.values()) {
      if (!window.isPaused() && window.isFull(config)) {
        window.paused(true);
        full.add(window.partition());
      } else if (window.isPaused() && window.hasRoom(config)) {
        window.paused(false);
        free.add(window.partition());
      }
    }
    consumer.pause(full);
    consumer.resume(free);
  }

  /** Up to where each of them may be committed, if that is not on its way already. */
  static Map<TopicPartition, OffsetAndMetadata> nextCommits(Collection<PartitionWindow> windows) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (PartitionWindow window : windows) {
      OffsetAndMetadata next = window.nextCommit();
      if (next != null) {
        offsets.put(window.partition(), next);
      }
    }
    return offsets;
  }

  int underWay() {
    int underWay = 0;
    for (PartitionWindow window : allAndFormer()) {
      underWay += window.size();
    }
    return underWay;
  }

  /** How long the oldest record has been under way; 0 if none is. */
  long oldestNanos(long nowNanos) {
    long oldestNanos = 0;
    for (PartitionWindow window : allAndFormer()) {
      PendingRecord oldest = window.oldest();
      if (oldest != null) {
        oldestNanos = Math.max(oldestNanos, nowNanos - oldest.takenNanos());
      }
    }
    return oldestNanos;
  }
}
