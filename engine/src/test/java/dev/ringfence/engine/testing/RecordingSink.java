package dev.ringfence.engine.testing;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.command.ReplyBuffer;
import dev.ringfence.engine.command.ReplySink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Keeps what it is told, and lets a test wait for it. */
public final class RecordingSink implements ReplySink, ReplyBuffer {
  private final List<Answer> answers = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();
  private final List<String> requestIds = new ArrayList<>();
  private int flushes;

  /** A command whose answer comes here. */
  public CommandWriter asking(CommandWriter writer) {
    return slot -> {
      writer.write(slot);
      slot.replySink(this);
    };
  }

  @Override
  public synchronized void onAnswer(Command command, Answer answer) {
    Answer copy = new Answer();
    copy.set(answer);
    answers.add(copy);
    requestIds.add(command.requestId().toString());
    notifyAll();
  }

  @Override
  public synchronized void onFailure(Command command, Failure failure) {
    failures.add(failure);
    requestIds.add(command.requestId().toString());
    notifyAll();
  }

  @Override
  public ReplyBuffer buffer() {
    return this;
  }

  @Override
  public synchronized void flush() {
    flushes++;
    notifyAll();
  }

  /** Waits until so many answers and failures have come, and gives the answers. */
  public synchronized List<Answer> awaitReplies(int count) throws InterruptedException {
    long latestNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (answers.size() + failures.size() < count) {
      long leftNanos = latestNanos - System.nanoTime();
      if (leftNanos <= 0) {
        throw new AssertionError(
            "Only " + answers.size() + " answers and " + failures + " came, not " + count);
      }
      TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
    }
    return List.copyOf(answers);
  }

  public synchronized List<Answer> answers() {
    return List.copyOf(answers);
  }

  public synchronized List<Failure> failures() {
    return List.copyOf(failures);
  }

  /** The request ids of all answers and failures, in the order they came. */
  public synchronized List<String> requestIds() {
    return List.copyOf(requestIds);
  }

  /** How often it was told that a batch is over. */
  public synchronized int flushes() {
    return flushes;
  }
}
