package dev.ringfence.perf.bench;

import dev.ringfence.api.v1.CommandResult;
import dev.ringfence.perf.report.Round;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * One round of load. In open loop the calling thread sends at the planned moments; in closed loop
 * every answer sends the next request from the network thread it came on. Either way it ends when
 * the fate of every request is known.
 */
final class LoadRound implements AnswerListener {
  private static final long SHED_PAUSE_MILLIS = 5;
  private static final long RETRY_PAUSE_MILLIS = 50;
  private static final long POLL_NANOS = 50_000;

  private final Scenario scenario;
  private final Workload workload;
  private final Measurements measurements;
  private final Duration drainLimit;
  private final Retries retries;
  private final RoundTimes times;
  private final long startNanos;
  private final long endNanos;
  private final List<Exchange> exchanges = new ArrayList<>();
  private final Queue<Exchange> idle = new ConcurrentLinkedQueue<>();
  private final AtomicInteger outstanding = new AtomicInteger();
  private final AtomicReference<RuntimeException> fault = new AtomicReference<>();

  /**
   * @param drainLimit how long the last answers may take after the end
   */
  LoadRound(
      Scenario scenario,
      Workload workload,
      List<Link> links,
      int inFlightPerLink,
      Duration duration,
      Duration drainLimit,
      Retries retries,
      RoundTimes times) {
    this.times = times;
    this.drainLimit = drainLimit;
    this.scenario = scenario;
    this.workload = workload;
    this.retries = retries;
    for (int i = 0; i < inFlightPerLink; i++) {
      for (Link link : links) {
        exchanges.add(new Exchange(link, this));
      }
    }
    startNanos = System.nanoTime();
    endNanos = startNanos + duration.toNanos();
    measurements = new Measurements(startNanos, endNanos);
  }

  Round run() {
    retries.watch(exchanges);
    exchanges.forEach(exchange -> workload.begin(exchange, startNanos));
    if (scenario.isOpenLoop()) {
      sendAsPlanned();
    } else {
      sendAsAnswered();
    }
    awaitTheLast();
    if (fault.get() != null) {
      throw fault.get();
    }
    return measurements.result();
  }

  @Override
  public void answered(Exchange exchange, CommandResult result) {
    long now = System.nanoTime();
    boolean accepted;
    try {
      accepted = workload.settle(exchange, result);
    } catch (WrongAnswerException | UnreachableException e) {
      stop(e);
      return;
    }
    measurements.answered(accepted, exchange.plannedNanos(), now);
    times.answered(exchange, result, now);
    workload.next(exchange, accepted, now);
    if (scenario.isOpenLoop() || now - endNanos >= 0 || fault.get() != null) {
      retire(exchange);
    } else {
      exchange.send(now);
    }
  }

  @Override
  public void failed(Exchange exchange, Status status) {
    switch (Fate.of(status, exchange.isUnknown())) {
      case SHED -> {
        measurements.shed();
        times.shed(exchange, System.nanoTime());
        if (scenario.isOpenLoop()) {
          afterShed(exchange);
        } else {
          retries.later(SHED_PAUSE_MILLIS, () -> afterShed(exchange));
        }
      }
      case UNKNOWN -> {
        measurements.unknown();
        exchange.markUnknown();
        retries.later(RETRY_PAUSE_MILLIS, () -> exchange.send(System.nanoTime()));
      }
      case FAULT ->
          stop(
              new UnreachableException(
                  "The server refuses to do a %s: %s"
                      .formatted(exchange.step(), Fate.words(status))));
    }
  }

  private void afterShed(Exchange exchange) {
    long now = System.nanoTime();
    workload.again(exchange, now);
    if (scenario.isOpenLoop() || now - endNanos >= 0 || fault.get() != null) {
      retire(exchange);
    } else {
      exchange.send(now);
    }
  }

  private void retire(Exchange exchange) {
    idle.add(exchange);
    outstanding.decrementAndGet();
  }

  private void stop(RuntimeException reason) {
    fault.compareAndSet(null, reason);
    outstanding.decrementAndGet();
  }

  private void sendAsPlanned() {
    TimerSlack.makeExact();
    idle.addAll(exchanges);
    Pacer pacer = new Pacer(Clock.SYSTEM, startNanos, scenario.rate().perSecond());
    long planned = pacer.plannedNanos(0);
    for (long number = 0; planned - endNanos < 0 && fault.get() == null; number++) {
      pacer.await(planned);
      Exchange exchange = idleBeforeTheEnd();
      if (exchange == null) {
        measurements.unsent(planned, endNanos);
      } else {
        exchange.planAt(planned);
        outstanding.incrementAndGet();
        exchange.send(System.nanoTime());
      }
      planned = pacer.plannedNanos(number + 1);
    }
  }

  /** Null when none is free and the time is over. */
  private Exchange idleBeforeTheEnd() {
    Exchange exchange = idle.poll();
    if (exchange == null) {
      measurements.stalled();
      while (exchange == null && System.nanoTime() - endNanos < 0 && fault.get() == null) {
        LockSupport.parkNanos(POLL_NANOS);
        exchange = idle.poll();
      }
    }
    return exchange;
  }

  private void sendAsAnswered() {
    outstanding.set(exchanges.size());
    for (Exchange exchange : exchanges) {
      long now = System.nanoTime();
      exchange.planAt(now);
      exchange.send(now);
    }
    long left = endNanos - System.nanoTime();
    while (left > 0 && fault.get() == null) {
      LockSupport.parkNanos(Math.min(left, 10_000_000));
      left = endNanos - System.nanoTime();
    }
  }

  private void awaitTheLast() {
    long limit = System.nanoTime() + drainLimit.toNanos();
    while (outstanding.get() > 0 && fault.get() == null) {
      if (System.nanoTime() - limit > 0) {
        // Whether it did them is not known: nobody answers, which is no wrong answer.
        throw new UnreachableException(
            "After %d s the fate of %,d requests is still unknown: the server has stopped answering"
                .formatted(drainLimit.toSeconds(), outstanding.get()));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
