package dev.ringfence.journal.relay;

import dev.ringfence.journal.Complaint;
import dev.ringfence.journal.CrashPoint;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a relay does, turn by turn: read the next events, get them into Kafka, move the cursor. It
 * has no thread of its own, so that tests can make the turns.
 */
final class RelayDuty {
  /** What {@link #turn} returns when there may be more to do right now. */
  static final long NO_PAUSE = 0;

  private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
  private static final long UNKNOWN = -1;

  private final int shardId;
  private final LongSupplier epochs;
  private final Outbox outbox;
  private final Publisher publisher;
  private final RelayConfig config;
  private final RelayMetrics metrics;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final Backoff backoff;
  private final Complaint complaint = new Complaint(LOG);
  private final Complaint unclaimed;
  private final Patience patience = new Patience();

  private volatile RelayState state = RelayState.STARTING;
  private volatile long lag;
  private long cursor = UNKNOWN;
  private long epoch;
  private boolean claimed;
  private long progressAtNanos;
  private long trimAtNanos;
  private long retryAtNanos;
  private long pollNanos;

  RelayDuty(
      int shardId,
      LongSupplier epochs,
      Outbox outbox,
      Publisher publisher,
      RelayConfig config,
      RelayMetrics metrics,
      InstantSource clock,
      LongSupplier nanoClock,
      RandomGenerator jitter) {
    this.shardId = shardId;
    this.epochs = epochs;
    this.outbox = outbox;
    this.publisher = publisher;
    this.config = config;
    this.metrics = metrics;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.backoff =
        new Backoff(nanos(config.backoffInitialMillis()), nanos(config.backoffMaxMillis()), jitter);
    this.unclaimed = new Complaint(LOG, nanoClock);
    this.pollNanos = nanos(config.pollMinMillis());
    this.progressAtNanos = nanoClock.getAsLong();
    this.trimAtNanos = progressAtNanos;
  }

  RelayState state() {
    return state;
  }

  long lag() {
    return lag;
  }

  /** Whether a new commit is worth waking up for; during a back-off it is not. */
  boolean wantsWake() {
    return state == RelayState.FLOWING;
  }

  /**
   * One turn.
   *
   * @return how long to pause before the next, in nanoseconds
   */
  long turn() {
    try {
      if (state == RelayState.WAITING && nanoClock.getAsLong() - retryAtNanos < 0) {
        return waitOn();
      }
      boolean owned = findPlace();
      if (owned && forward()) {
        pollNanos = nanos(config.pollMinMillis());
        return NO_PAUSE;
      }
      trim();
      return owned ? nextPollNanos() : nanos(config.progressIntervalMillis());
    } catch (SQLException failed) {
      outbox.close();
      return retreat(failed);
    } catch (PublishFailedException failed) {
      return retreat(failed);
    } catch (WrongHistoryException alarm) {
      outbox.close();
      return retreat(alarm);
    } catch (RuntimeException defect) {
      LOG.error("The relay of shard {} met a defect; it tries again", shardId, defect);
      outbox.close();
      publisher.discard();
      return retreat(defect);
    }
  }

  /** Learns where to go on, when it is not known, and from time to time. */
  private boolean findPlace() throws SQLException {
    long wanted = epochs.getAsLong();
    boolean sameOwner = wanted == OutboxRelay.ANY_EPOCH || wanted == epoch;
    long nowNanos = nanoClock.getAsLong();
    if (cursor != UNKNOWN && sameOwner && nowNanos - progressAtNanos < 0) {
      return true;
    }
    RelayProgress progress = outbox.progress();
    progressAtNanos = nowNanos + nanos(config.progressIntervalMillis());
    lag(progress.lag());
    if (wanted != OutboxRelay.ANY_EPOCH && wanted != progress.epoch()) {
      // Gives up the claim, too: the owner's relay waits for it.
      outbox.close();
      patience.end();
      return standBy();
    }
    if (!mayRelay(progress)) {
      return standBy();
    }
    requireHistory(progress);
    cursor = progress.cursor();
    epoch = progress.epoch();
    if (state != RelayState.WAITING) {
      state(RelayState.FLOWING);
    }
    return true;
  }

  /**
   * With the claim, or without it when whoever has it does nothing. Two at once do no harm: what is
   * sent twice bears the same ids, and the cursor takes the steps of one.
   */
  private boolean mayRelay(RelayProgress progress) throws SQLException {
    claimed = outbox.claim();
    if (claimed) {
      patience.end();
      unclaimed.end();
      return true;
    }
    return patience.isOver(progress, nanoClock.getAsLong());
  }

  /** The cursor follows the shard; if it is ahead, events that come now would be left out. */
  private void requireHistory(RelayProgress progress) {
    if (progress.cursor() > progress.head()) {
      throw new WrongHistoryException(
          "ALARM: shard %d has committed up to sequence %d, but its cursor is at %d: the database went back. Nothing is published until a person has compared both with the topic and set relay_cursors."
              .formatted(shardId, progress.head(), progress.cursor()));
    }
  }

  private boolean standBy() {
    cursor = UNKNOWN;
    state(RelayState.FENCED);
    return false;
  }

  private boolean forward() throws SQLException, PublishFailedException {
    List<OutboxRow> rows = outbox.readAfter(cursor, epoch);
    if (rows.isEmpty()) {
      succeeded();
      return false;
    }
    requireGapless(rows);
    CrashPoint.BEFORE_SEND.reached();
    publisher.publish(rows, backoff.attempts() + 1);
    CrashPoint.AFTER_FLUSH.reached();
    long last = rows.getLast().sequence();
    boolean moved = outbox.moveCursor(cursor, last, epoch);
    CrashPoint.AFTER_CURSOR.reached();
    cursor = moved ? last : UNKNOWN;
    succeeded();
    if (moved) {
      movedOn(last);
      published(rows);
      trim();
    }
    return true;
  }

  private void movedOn(long to) {
    patience.moved(to);
    if (!claimed) {
      unclaimed.warn(
          "The relay of shard %d works without its claim, as the session of PostgreSQL that has it moved nothing for %d s: a process that is stopped, or a host that is gone. docs/operations.md, \"Events don't leave\", tells how to find and end it"
              .formatted(shardId, Patience.LIMIT_SECONDS));
    }
  }

  /** The shard numbers its rows without a gap, so a gap means that events were taken away. */
  private void requireGapless(List<OutboxRow> rows) {
    long expected = cursor + 1;
    for (OutboxRow row : rows) {
      if (row.sequence() != expected) {
        throw new WrongHistoryException(
            "ALARM: the outbox of shard %d lacks sequence %d: the next row is %d. Nothing is published until the row is back or a person moves the cursor in relay_cursors."
                .formatted(shardId, expected, row.sequence()));
      }
      expected++;
    }
  }

  private void published(List<OutboxRow> rows) {
    long bytes = 0;
    for (OutboxRow row : rows) {
      bytes += row.payload().length;
    }
    lag = Math.max(0, lag - rows.size());
    long ageMillis = clock.millis() - rows.getFirst().occurredAtMillis();
    metrics.onPublished(shardId, rows.size(), bytes, Math.max(0, ageMillis));
  }

  private void succeeded() {
    if (backoff.attempts() > 0) {
      LOG.info("The relay of shard {} flows again, after {} failures", shardId, backoff.attempts());
      complaint.end();
      backoff.reset();
    }
    state(RelayState.FLOWING);
  }

  private void trim() throws SQLException {
    if (cursor == UNKNOWN || nanoClock.getAsLong() - trimAtNanos < 0) {
      return;
    }
    int rows = outbox.trim(cursor);
    trimAtNanos = nanoClock.getAsLong() + nanos(config.trimPauseMillis());
    if (rows > 0) {
      metrics.onTrimmed(shardId, rows);
    }
  }

  /** Opens the circuit. */
  private long retreat(Exception cause) {
    cursor = UNKNOWN;
    long pauseNanos = backoff.nextNanos();
    retryAtNanos = nanoClock.getAsLong() + pauseNanos;
    complaint.warn(
        "The relay of shard %d waits, after failure %d: %s"
            .formatted(shardId, backoff.attempts(), Complaint.reason(cause)));
    metrics.onFailure(shardId, backoff.attempts(), cause);
    state(RelayState.WAITING);
    return pauseNanos;
  }

  /** The circuit is open: only the lag is looked at, so that it stays visible. */
  private long waitOn() throws SQLException {
    long nowNanos = nanoClock.getAsLong();
    if (nowNanos - progressAtNanos >= 0) {
      progressAtNanos = nowNanos + nanos(config.progressIntervalMillis());
      lag(outbox.progress().lag());
    }
    return Math.max(1, Math.min(retryAtNanos, progressAtNanos) - nanoClock.getAsLong());
  }

  private long nextPollNanos() {
    long pauseNanos = pollNanos;
    pollNanos = Math.min(pollNanos * 2, nanos(config.pollMaxMillis()));
    return pauseNanos;
  }

  private void lag(long events) {
    lag = events;
    metrics.onLag(shardId, events);
  }

  private void state(RelayState next) {
    if (next != state) {
      state = next;
      metrics.onState(shardId, next);
    }
  }

  /** Gives back what it holds; terminal. */
  void close() {
    publisher.discard();
    outbox.close();
    state(RelayState.STOPPED);
  }

  private static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
