package dev.ringfence.engine.shard;

import com.lmax.disruptor.RingBuffer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.command.ReplyBuffer;
import dev.ringfence.engine.command.ReplySink;
import java.util.ArrayList;
import java.util.List;

/** Gives each command its one answer and clears its slot. A sink that throws harms nobody else. */
final class Replies {
  private final int shardId;
  private final RingBuffer<Command> ring;
  private final EngineMetrics metrics;

  /** Few, a handful of network threads: looking through them is cheaper than hashing. */
  private final List<ReplyBuffer> filled = new ArrayList<>();

  private ReplyBuffer lastFilled;

  Replies(int shardId, RingBuffer<Command> ring, EngineMetrics metrics) {
    this.shardId = shardId;
    this.ring = ring;
    this.metrics = metrics;
  }

  /** Answers all commands of a batch that is durable, or fails them if it may not be shown. */
  void answer(RingBatch batch) {
    for (long sequence = batch.first(); sequence <= batch.last(); sequence++) {
      Command command = ring.get(sequence);
      Failure failure = batch.failure(sequence);
      if (failure != null) {
        fail(command, failure);
      } else if (command.type() != null) {
        answer(command, batch);
      }
    }
    endRun();
  }

  /** Fails a command, if there is one in the slot. */
  void fail(Command command, Failure failure) {
    if (command.type() == null) {
      return;
    }
    try {
      if (command.replySink() != null) {
        ReplySink sink = command.replySink();
        sink.onFailure(command, failure);
        remember(sink.buffer());
      }
    } catch (Throwable thrown) {
      metrics.onSinkFailure(shardId, thrown);
    } finally {
      command.clear();
    }
  }

  /** Tells all who hold answers back that they may go out. */
  void endRun() {
    for (int index = 0; index < filled.size(); index++) {
      try {
        filled.get(index).flush();
      } catch (Throwable thrown) {
        metrics.onSinkFailure(shardId, thrown);
      }
    }
    filled.clear();
    lastFilled = null;
  }

  private void answer(Command command, RingBatch batch) {
    try {
      if (command.replySink() != null) {
        ReplySink sink = command.replySink();
        sink.onAnswer(command, command.answer());
        remember(sink.buffer());
      }
      metrics.onAnswered(
          shardId, command, batch.decidedNanos(), batch.committedNanos(), System.nanoTime());
    } catch (Throwable thrown) {
      metrics.onSinkFailure(shardId, thrown);
    } finally {
      command.clear();
    }
  }

  @SuppressWarnings("ReferenceEquality") // The same buffer is meant, not an equal one.
  private void remember(ReplyBuffer buffer) {
    if (buffer == null || buffer == lastFilled) {
      return;
    }
    lastFilled = buffer;
    if (!filled.contains(buffer)) {
      filled.add(buffer);
    }
  }
}
