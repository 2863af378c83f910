package dev.ringfence.perf.chaos;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.perf.chaos.JournalEntry.Answered;
import dev.ringfence.perf.chaos.JournalEntry.Asked;
import dev.ringfence.perf.chaos.JournalEntry.Failed;
import dev.ringfence.perf.chaos.JournalEntry.GivenUp;
import dev.ringfence.perf.chaos.JournalEntry.Quiet;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks until there is an answer, always with the same request id, and writes everything down. A
 * part of what is unknown is laid aside until the end, so that it can be looked up before the
 * retry; and a part of what the server vouches not to have done is never asked again.
 */
final class Asker implements AutoCloseable {
  private static final long DEADLINE_MILLIS = 2_000;
  private static final long FIRST_PAUSE_MILLIS = 20;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;
  private static final int ONE_IN_GIVEN_UP = 8;
  private static final int ONE_IN_LAID_ASIDE = 4;

  private final Nodes nodes;
  private final ClientJournal journal;
  private final AskSource source;
  private final AtomicInteger active = new AtomicInteger();
  private final Queue<Ask> laidAside = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService retries =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("chaos-retries").factory());
  private volatile boolean mayLayAside = true;

  Asker(Nodes nodes, ClientJournal journal, AskSource source) {
    this.nodes = nodes;
    this.journal = journal;
    this.source = source;
  }

  /** Writes it down and sends it. */
  void ask(Ask ask) {
    journal.append(new Asked(ask));
    resume(ask, true);
  }

  /**
   * Goes on with what an earlier life has asked.
   *
   * @param certainlyNotDone whether it is certain that no attempt so far had an effect
   */
  void resume(Ask ask, boolean certainlyNotDone) {
    active.incrementAndGet();
    new Attempts(ask, certainlyNotDone).send();
  }

  /** How many are neither answered, nor given up, nor laid aside. */
  int active() {
    return active.get();
  }

  int laidAside() {
    return laidAside.size();
  }

  /** Asks again for what was laid aside; nothing is laid aside any more. */
  void takeUp() {
    mayLayAside = false;
    journal.append(new Quiet());
    List<Ask> all = new ArrayList<>();
    for (Ask ask = laidAside.poll(); ask != null; ask = laidAside.poll()) {
      all.add(ask);
    }
    all.forEach(ask -> resume(ask, false));
  }

  @Override
  public void close() {
    retries.shutdownNow();
  }

  /** All attempts at one request, one after the other. */
  private final class Attempts {
    private final Ask ask;
    private boolean certainlyNotDone;
    private int failures;

    Attempts(Ask ask, boolean certainlyNotDone) {
      this.ask = ask;
      this.certainlyNotDone = certainlyNotDone;
    }

    void send() {
      int node = nodes.preferredFor(ask.accountId());
      AtomicBoolean ended = new AtomicBoolean();
      Call.start(
          ask,
          nodes.channel(node),
          DEADLINE_MILLIS,
          new Call.Listener() {
            @Override
            public void answered(CommandResult result) {
              if (ended.compareAndSet(false, true)) {
                settle(Told.of(result));
              }
            }

            @Override
            public void failed(boolean nothingDone, Status status, String reason) {
              if (ended.compareAndSet(false, true)) {
                nodes.turnFrom(node, ask.accountId());
                goOn(nothingDone, reason.isEmpty() ? status.getCode().name() : reason);
              }
            }
          });
    }

    private void settle(Told told) {
      journal.append(new Answered(ask.number(), told));
      source.learn(ask, told);
      active.decrementAndGet();
    }

    private void goOn(boolean nothingDone, String reason) {
      failures++;
      certainlyNotDone &= nothingDone;
      journal.append(new Failed(ask.number(), nothingDone, reason));
      boolean isNew = ask.purpose() == Purpose.NEW && !ask.kind().isRead();
      if (isNew && certainlyNotDone && failures == 2 && ask.number() % ONE_IN_GIVEN_UP == 0) {
        journal.append(new GivenUp(ask.number()));
        active.decrementAndGet();
      } else if (isNew
          && !certainlyNotDone
          && mayLayAside
          && ask.number() % ONE_IN_LAID_ASIDE == 1) {
        laidAside.add(ask);
        active.decrementAndGet();
      } else {
        retryLater();
      }
    }

    private void retryLater() {
      long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 10));
      try {
        ScheduledFuture<?> _ =
            retries.schedule(
                this::send,
                pause / 2 + ThreadLocalRandom.current().nextLong(pause),
                TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException _) {
        // The client ends; its next life goes on with this.
      }
    }
  }
}
