package dev.ringfence.gateway.testing;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.shard.Admission;
import dev.ringfence.gateway.routing.CommandRouter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A shard that answers what a test tells it to, on a thread of its own, like a real one. */
public final class FakeShard implements CommandRouter, AutoCloseable {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("fake-shard").factory());
  private final AtomicInteger published = new AtomicInteger();
  private volatile Admission admission = Admission.ADMITTED;
  private volatile Consumer<Command> behaviour = command -> {};
  private volatile Error defect;

  public void admit(Admission next) {
    admission = next;
  }

  /** What is thrown instead of taking a command; null for nothing. */
  public void throwAtOnce(Error next) {
    defect = next;
  }

  /** Fills the answer of the command; it is then given. */
  public void answerWith(Consumer<Command> filling) {
    behaviour =
        command -> {
          command.answer().clear();
          filling.accept(command);
          answer(command);
        };
  }

  /** Gives the answer that is in the command, and ends the batch. */
  public static void answer(Command command) {
    command.replySink().onAnswer(command, command.answer());
    command.replySink().buffer().flush();
  }

  public void failWith(Failure failure) {
    behaviour =
        command -> {
          command.replySink().onFailure(command, failure);
          command.replySink().buffer().flush();
        };
  }

  /** Does with the command whatever the test wants, even nothing. */
  public void behave(Consumer<Command> next) {
    behaviour = next;
  }

  /** Runs on the shard's thread, behind all commands so far, and fails if that throws. */
  public CompletableFuture<Void> run(Runnable work) {
    return CompletableFuture.runAsync(work, thread);
  }

  public int published() {
    return published.get();
  }

  @Override
  public Admission tryPublish(long accountId, CommandWriter writer) {
    Error thrown = defect;
    if (thrown != null) {
      throw thrown;
    }
    if (admission == Admission.ADMITTED) {
      Command slot = new Command();
      writer.write(slot);
      published.incrementAndGet();
      thread.execute(() -> behaviour.accept(slot));
    }
    return admission;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
