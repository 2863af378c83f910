package dev.ringfence.perf.simulation;

import dev.ringfence.engine.command.Failure;
import dev.ringfence.engine.model.Ask;
import dev.ringfence.engine.model.Told;
import dev.ringfence.engine.shard.Admission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/** Asks one thing after the other, each with the same id until it has an answer. */
final class Client {
  private static final long MILLI = 1_000_000;
  private static final int AGAIN_PERCENT = 12;

  /** One request in the network; a client that has its answer takes the others back. */
  final class Attempt {
    private final Question question;
    private final Ask ask;

    Attempt(Question question, Ask ask) {
      this.question = question;
      this.ask = ask;
    }

    Question question() {
      return question;
    }

    Ask ask() {
      return ask;
    }

    boolean isWanted() {
      return current == this || (pending == question && !isDone());
    }

    /** The answer is on its way. */
    void answer(Told told, long seat) {
      network.carry(actor, () -> receive(this, told, seat));
    }

    /** There is no answer, for this reason. */
    void fail(Failure failure) {
      network.carry(actor, () -> retry(this, "it failed as " + failure));
    }

    void notAdmitted(Admission admission) {
      network.carry(actor, () -> retry(this, "it was not admitted: " + admission));
    }
  }

  private final String name;
  private final Actor actor;
  private final World world;
  private final Network network;
  private final History history;
  private final Trace trace;
  private final Asks asks;
  private final SplittableRandom random;
  private final Mutation mutation;
  private final Deque<Ask> script;
  private final List<Question> done = new ArrayList<>();
  private int left;
  private Question pending;
  private Attempt current;
  private int attempts;

  Client(
      String name,
      World world,
      Network network,
      History history,
      Trace trace,
      Asks asks,
      SplittableRandom random,
      Mutation mutation,
      List<Ask> script,
      int commands) {
    this.name = name;
    this.actor = new Actor(name, null);
    this.world = world;
    this.network = network;
    this.history = history;
    this.trace = trace;
    this.asks = asks;
    this.random = random;
    this.mutation = mutation;
    this.script = new ArrayDeque<>(script);
    left = commands;
  }

  void start() {
    world.after(random.nextLong(20 * MILLI), actor, this::next);
  }

  boolean isFinished() {
    return left <= 0 && pending == null;
  }

  String name() {
    return name;
  }

  private boolean isDone() {
    return pending == null;
  }

  private void next() {
    if (left <= 0) {
      return;
    }
    left--;
    if (script.isEmpty() && !done.isEmpty() && random.nextInt(100) < AGAIN_PERCENT) {
      pending = done.get(random.nextInt(done.size()));
    } else {
      pending = history.ask(script.isEmpty() ? asks.next(name, done) : script.poll());
    }
    attempts = 0;
    send();
  }

  private void send() {
    Ask ask = pending.ask();
    boolean isNewId =
        mutation == Mutation.RETRY_WITHOUT_THE_ID && attempts > 0 && !ask.type().isRead();
    Attempt attempt =
        new Attempt(pending, isNewId ? ask.withRequestId(ask.requestId() + "+" + attempts) : ask);
    attempts++;
    current = attempt;
    trace.add("%s asks %s (attempt %d)", name, brief(attempt.ask()), attempts);
    network.send(attempt);
    long patienceNanos = (50 + random.nextInt(random.nextInt(4) == 0 ? 4_000 : 400)) * MILLI;
    world.after(patienceNanos, actor, () -> retry(attempt, "it heard nothing"));
  }

  private void retry(Attempt attempt, String why) {
    if (current != attempt) {
      return;
    }
    current = null;
    trace.add("%s asks again, as %s", name, why);
    long pauseNanos = (1 + random.nextInt(Math.min(1_000, 20 << Math.min(attempts, 5)))) * MILLI;
    Question question = pending;
    world.after(
        pauseNanos,
        actor,
        () -> {
          if (pending == question && current == null) {
            send();
          }
        });
  }

  private void receive(Attempt attempt, Told told, long seat) {
    if (pending != attempt.question() || current != attempt) {
      return;
    }
    trace.add("%s hears about %s: %s", name, attempt.ask().requestId(), brief(told));
    history.heard(pending, told, seat);
    if (!done.contains(pending)) {
      done.add(pending);
    }
    pending = null;
    current = null;
    world.after(random.nextLong(60 * MILLI), actor, this::next);
  }

  static String brief(Ask ask) {
    return ask.type()
        + " "
        + ask.requestId()
        + " of account "
        + ask.accountId()
        + (ask.orderId().isEmpty() ? "" : " order " + ask.orderId())
        + (ask.symbol().isEmpty() ? "" : " " + ask.symbol())
        + (ask.amount() == 0 ? "" : " " + ask.amount())
        + (ask.timeToLiveMillis() == 0 ? "" : " for " + ask.timeToLiveMillis() + " ms");
  }

  private static String brief(Told told) {
    return (told.accepted() ? "yes" : "no, " + told.reason())
        + (told.replayed() ? ", as before" : "")
        + (told.account() == null ? "" : ", version " + told.account().version());
  }
}
