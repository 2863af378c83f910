package dev.ringfence.gateway.metrics;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.shard.ShardStatus;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What one shard counts. All of it has one writer, the shard's thread, so that counting is a plain
 * load and an ordered store.
 */
final class ShardRecorder {
  private static final int REASONS = Reason.values().length;
  private static final int TYPES = CommandType.values().length;

  private final Map<Stage, StageRecorder> stages = new EnumMap<>(Stage.class);
  private final StageRecorder queue = add(Stage.QUEUE);
  private final StageRecorder commit = add(Stage.COMMIT);
  private final StageRecorder reply = add(Stage.REPLY);
  private final StageRecorder total = add(Stage.TOTAL);
  private final AtomicLongArray answers = new AtomicLongArray(TYPES * REASONS);
  private final AtomicLong replays = new AtomicLong();
  private final AtomicLong batches = new AtomicLong();
  private final AtomicLong batchCommands = new AtomicLong();
  private final AtomicLong batchEffects = new AtomicLong();
  private final AtomicLong commitNanos = new AtomicLong();
  private volatile ShardStatus status = ShardStatus.STARTING;

  void onAnswered(Command command, long decidedNanos, long committedNanos, long repliedNanos) {
    long receivedNanos = command.receivedNanos();
    if (receivedNanos != 0) {
      queue.record(decidedNanos - receivedNanos);
      total.record(repliedNanos - receivedNanos);
    }
    commit.record(committedNanos - decidedNanos);
    reply.record(repliedNanos - committedNanos);
    Answer answer = command.answer();
    int index = index(command.type(), answer.reason());
    answers.lazySet(index, answers.getPlain(index) + 1);
    if (answer.replayed()) {
      add(replays, 1);
    }
  }

  void onBatch(int commands, int effects, long nanos) {
    add(batches, 1);
    add(batchCommands, commands);
    add(batchEffects, effects);
    add(commitNanos, nanos);
  }

  void onStatus(ShardStatus newStatus) {
    status = newStatus;
  }

  void refresh(boolean windowIsOver) {
    for (StageRecorder stage : stages.values()) {
      stage.refresh(windowIsOver);
    }
  }

  StageRecorder stage(Stage stage) {
    return stages.get(stage);
  }

  long answers(CommandType type, Reason reason) {
    return answers.get(index(type, reason));
  }

  long replays() {
    return replays.get();
  }

  long batches() {
    return batches.get();
  }

  long batchCommands() {
    return batchCommands.get();
  }

  long batchEffects() {
    return batchEffects.get();
  }

  double commitSeconds() {
    return commitNanos.get() / 1e9;
  }

  ShardStatus status() {
    return status;
  }

  private StageRecorder add(Stage stage) {
    StageRecorder recorder = StageRecorder.single();
    stages.put(stage, recorder);
    return recorder;
  }

  private static void add(AtomicLong counter, long more) {
    counter.lazySet(counter.getPlain() + more);
  }

  /** Only a place in memory, never stored or shown. */
  @SuppressWarnings("EnumOrdinal")
  private static int index(CommandType type, Reason reason) {
    return type.ordinal() * REASONS + reason.ordinal();
  }
}
