package dev.ringfence.perf.bench;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.api.v1.Outcome;
import dev.ringfence.api.v1.Reason;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

/** Asks the same thing of every account, many at a time: opens and funds them, or reads them. */
final class Survey implements AnswerListener {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int WINDOW_PER_LINK = 128;
  private static final long RETRY_PAUSE_MILLIS = 50;
  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(15);

  private final Step step;
  private final String run;
  private final Expectations expectations;
  private final int count;
  private final BiConsumer<Integer, CommandResult> reader;
  private final Retries retries;
  private final RoundTimes times;
  private final AtomicInteger nextAccount = new AtomicInteger();
  private volatile long lastAnswerNanos = System.nanoTime();
  private final AtomicReference<RuntimeException> fault = new AtomicReference<>();
  private final CountDownLatch left;

  /** Asks {@code step} of all accounts; {@code reader} gets each answer, on a network thread. */
  Survey(
      Step step,
      String run,
      Expectations expectations,
      BiConsumer<Integer, CommandResult> reader,
      Retries retries,
      RoundTimes times) {
    this.times = times;
    this.step = step;
    this.run = run;
    this.expectations = expectations;
    this.count = expectations.accounts();
    this.reader = reader;
    this.retries = retries;
    this.left = new CountDownLatch(count);
  }

  void run(List<Link> links) {
    List<Exchange> exchanges = new ArrayList<>();
    for (int i = 0; i < WINDOW_PER_LINK; i++) {
      for (Link link : links) {
        exchanges.add(new Exchange(link, this));
      }
    }
    retries.watch(exchanges);
    exchanges.forEach(this::next);
    try {
      if (!left.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new UnreachableException(
            "%s of %,d accounts is not done after %s".formatted(step, count, LIMIT));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreachableException("interrupted", e);
    }
    if (fault.get() != null) {
      throw fault.get();
    }
  }

  @Override
  public void answered(Exchange exchange, CommandResult result) {
    boolean good =
        result.getOutcome() == Outcome.OUTCOME_ACCEPTED
            || (step == Step.OPEN && result.getReason() == Reason.REASON_ACCOUNT_EXISTS);
    if (!good) {
      stop(
          new WrongAnswerException(
              "was refused, though nothing speaks against it", exchange, result));
      return;
    }
    lastAnswerNanos = System.nanoTime();
    times.answered(exchange, result, lastAnswerNanos);
    reader.accept(exchange.account(), result);
    left.countDown();
    next(exchange);
  }

  @Override
  public void failed(Exchange exchange, Status status) {
    boolean hopeless =
        Fate.of(status, exchange.isUnknown()) == Fate.FAULT
            || System.nanoTime() - lastAnswerNanos > SILENCE_LIMIT.toNanos();
    if (hopeless) {
      stop(new UnreachableException("%s fails: %s".formatted(step, Fate.words(status))));
      return;
    }
    exchange.markUnknown();
    retries.later(RETRY_PAUSE_MILLIS, () -> exchange.send(System.nanoTime()));
  }

  private void next(Exchange exchange) {
    int account = nextAccount.getAndIncrement();
    if (account >= count || fault.get() != null) {
      return;
    }
    long now = System.nanoTime();
    exchange.plan(
        step,
        account,
        expectations.accountId(account),
        run + step.name().charAt(0) + Integer.toString(account, 36),
        "",
        now);
    exchange.amount(step == Step.DEPOSIT ? "100000000" : "");
    exchange.send(now);
  }

  private void stop(RuntimeException reason) {
    fault.compareAndSet(null, reason);
    while (left.getCount() > 0) {
      left.countDown();
    }
  }
}
