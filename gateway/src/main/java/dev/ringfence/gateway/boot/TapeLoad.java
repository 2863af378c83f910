package dev.ringfence.gateway.boot;

import dev.ringfence.client.Answer;
import dev.ringfence.client.RingfenceClient;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.journal.tape.TapeLibrary;
import dev.ringfence.journal.tape.TapeReader;
import dev.ringfence.journal.tape.TapedAnswer;
import dev.ringfence.journal.tape.TapedBatch;
import dev.ringfence.snapshotter.progress.Progress;
import dev.ringfence.snapshotter.progress.RowCounter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Asks a server for everything on a tape again: all shards' batches in the order of their times,
 * over one session, so that each account's commands keep their order.
 */
final class TapeLoad {
  /** Nothing was done. */
  static final String NOT_DONE = "not done";

  /** Nobody knows whether it was done. */
  static final String UNKNOWN = "unknown";

  private static final int MOST_REASONS = 5;

  /** Less than a client may have in flight. */
  private static final int MOST_IN_FLIGHT = 1_024;

  private final TapeLibrary library;
  private final RingfenceClient client;
  private final boolean isAtOriginalSpeed;
  private final String idPrefix;
  private final OptionalLong account;
  private final long until;
  private final RowCounter sent;
  private final Semaphore room = new Semaphore(MOST_IN_FLIGHT);
  private final Set<String> reasons = new TreeSet<>();
  private final Map<String, Integer> counts = new TreeMap<>();
  private final Command command = new Command();
  private final TapedAnswer taped = new TapedAnswer();

  /**
   * Asks nothing yet.
   *
   * @param until the last batch of each shard
   */
  TapeLoad(
      TapeLibrary library,
      RingfenceClient client,
      boolean isAtOriginalSpeed,
      String idPrefix,
      OptionalLong account,
      long until,
      Progress progress) {
    this.library = library;
    this.client = client;
    this.isAtOriginalSpeed = isAtOriginalSpeed;
    this.idPrefix = idPrefix;
    this.account = account;
    this.until = until;
    sent = new RowCounter(progress);
  }

  /** A shard's tape, with the batch that comes next. */
  private record Lane(TapeReader reader, TapedBatch next) {}

  /** Why some were not done: a few of the reasons. */
  Set<String> reasons() {
    synchronized (counts) {
      return Set.copyOf(reasons);
    }
  }

  /** Returns when everything is answered: how many got which answer. */
  Map<String, Integer> run() throws IOException, InterruptedException {
    List<TapeReader> readers = new ArrayList<>();
    try {
      PriorityQueue<Lane> lanes =
          new PriorityQueue<>(Comparator.comparingLong((Lane lane) -> lane.next().timeMillis()));
      for (int shardId = 0; shardId < library.shardCount(); shardId++) {
        TapeReader reader = library.reader(shardId);
        readers.add(reader);
        enter(lanes, reader);
      }
      sendAll(lanes);
    } finally {
      for (TapeReader reader : readers) {
        reader.close();
      }
    }
    room.acquire(MOST_IN_FLIGHT);
    sent.flush();
    synchronized (counts) {
      return new TreeMap<>(counts);
    }
  }

  private void sendAll(PriorityQueue<Lane> lanes) throws IOException, InterruptedException {
    long firstMillis = lanes.isEmpty() ? 0 : lanes.peek().next().timeMillis();
    long beganNanos = System.nanoTime();
    while (!lanes.isEmpty()) {
      Lane lane = lanes.remove();
      if (isAtOriginalSpeed) {
        long dueNanos =
            beganNanos + TimeUnit.MILLISECONDS.toNanos(lane.next().timeMillis() - firstMillis);
        TimeUnit.NANOSECONDS.sleep(dueNanos - System.nanoTime());
      }
      for (int index = 0; index < lane.next().commands(); index++) {
        command.clear();
        lane.next().nextCommand(command, taped);
        if (account.isEmpty() || account.getAsLong() == command.accountId()) {
          send(taped.answer().accepted());
        }
      }
      enter(lanes, lane.reader());
    }
  }

  private void send(boolean wasAccepted) throws InterruptedException {
    room.acquire();
    sent.increment();
    boolean isLookUp = command.type() == CommandType.GET_OUTCOME;
    var _ =
        client
            .submit(TapedRequest.of(command, idPrefix))
            .whenComplete((answer, failure) -> count(wasAccepted, isLookUp, answer, failure));
  }

  private void count(boolean wasAccepted, boolean isLookUp, Answer answer, Throwable failure) {
    String name =
        failure != null
            ? NOT_DONE
            : switch (answer) {
              case Answer.Accepted _ -> wasAccepted ? "accepted" : "accepted, refused then";
              case Answer.Rejected _ -> wasAccepted ? "refused, accepted then" : "refused";
              case Answer.Unknown _ -> isLookUp ? "nothing known of it" : UNKNOWN;
            };
    synchronized (counts) {
      if (failure != null && reasons.size() < MOST_REASONS) {
        reasons.add(String.valueOf(failure.getMessage()));
      }
      counts.merge(name, 1, Integer::sum);
    }
    room.release();
  }

  private void enter(PriorityQueue<Lane> lanes, TapeReader reader) throws IOException {
    TapedBatch next = reader.next();
    if (next != null && next.number() <= until) {
      lanes.add(new Lane(reader, next));
    }
  }
}
