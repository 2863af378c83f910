package dev.ringfence.engine.shard;

import com.lmax.disruptor.RingBuffer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.command.ReplySink;

/** Gives each command its one answer and clears its slot. A sink that throws harms nobody else. */
final class Replies {
  private final int shardId;
  private final RingBuffer<Command> ring;
  private final EngineMetrics metrics;
  private ReplySink current;

  Replies(int shardId, RingBuffer<Command> ring, EngineMetrics metrics) {
    this.shardId = shardId;
    this.ring = ring;
    this.metrics = metrics;
  }

  /** Answers all commands of a batch that is durable, or fails them if it may not be shown. */
  void answer(long first, GroupCommit commit) {
    for (long sequence = first; sequence <= commit.last(); sequence++) {
      Command command = ring.get(sequence);
      if (commit.wasDropped(sequence)) {
        fail(command, Failure.DEADLINE_PASSED);
      } else if (!commit.mayAnswer()) {
        fail(command, Failure.NOT_SERVING);
      } else if (command.type() != null) {
        answer(command, commit);
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
        turnTo(command.replySink());
        command.replySink().onFailure(command, failure);
      }
    } catch (RuntimeException thrown) {
      metrics.onSinkFailure(shardId, thrown);
    } finally {
      command.clear();
    }
  }

  /** Tells the last sink that it may flush. */
  void endRun() {
    turnTo(null);
  }

  private void answer(Command command, GroupCommit commit) {
    try {
      if (command.replySink() != null) {
        turnTo(command.replySink());
        command.replySink().onAnswer(command, command.answer());
      }
      metrics.onAnswered(
          shardId, command, commit.decidedNanos(), commit.committedNanos(), System.nanoTime());
    } catch (RuntimeException thrown) {
      metrics.onSinkFailure(shardId, thrown);
    } finally {
      command.clear();
    }
  }

  @SuppressWarnings("ReferenceEquality") // The same sink is meant, not an equal one.
  private void turnTo(ReplySink next) {
    ReplySink previous = current;
    if (previous == next) {
      return;
    }
    current = next;
    if (previous != null) {
      try {
        previous.onBatchEnd();
      } catch (RuntimeException thrown) {
        metrics.onSinkFailure(shardId, thrown);
      }
    }
  }
}
