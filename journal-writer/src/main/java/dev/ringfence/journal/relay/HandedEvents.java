package dev.ringfence.journal.relay;

import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.journal.AccountEventEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A shard's newest events, handed from its thread to its relay in the same process, so that a relay
 * that is caught up need not read back from PostgreSQL what was just written. It holds an unbroken
 * run of what was committed last, up to a bound. A relay that falls behind finds what it needs in
 * the table, and until it has caught up nothing is kept for it.
 *
 * <p>Both sides swap one reference, so neither ever waits for the other, wherever that was stopped.
 */
public final class HandedEvents {
  private static final long UNKNOWN = -1;

  /** Nothing is kept until the relay asks for it. */
  private static final Run NOT_WANTED = new Run(null, new OutboxRow[0], 0);

  private static final Run NOTHING = new Run(null, new OutboxRow[0], 0);

  private final int maxRows;
  private final int maxBytes;
  private final AccountEventEncoder encoder = new AccountEventEncoder();
  private final AtomicReference<Run> kept = new AtomicReference<>(NOT_WANTED);

  /** The newest that was committed, kept or not; written by the shard's thread alone. */
  private volatile long last = UNKNOWN;

  HandedEvents(int maxRows, int maxBytes) {
    this.maxRows = maxRows;
    this.maxBytes = maxBytes;
  }

  /** What one commit adds to what is kept. */
  private static final class Run {
    private final Run before;
    private final OutboxRow[] rows;
    private final int rowsInAll;
    private final long bytesInAll;

    Run(Run before, OutboxRow[] rows, long bytes) {
      this.before = before;
      this.rows = rows;
      rowsInAll = rows.length + (before == null ? 0 : before.rowsInAll);
      bytesInAll = bytes + (before == null ? 0 : before.bytesInAll);
    }

    List<OutboxRow> inOrder() {
      OutboxRow[] all = new OutboxRow[rowsInAll];
      for (Run run = this; run != null; run = run.before) {
        System.arraycopy(run.rows, 0, all, run.rowsInAll - run.rows.length, run.rows.length);
      }
      return Arrays.asList(all);
    }
  }

  /** Its bounds are those of one of the relay's batches. */
  public static HandedEvents forRelay(RelayConfig config) {
    return new HandedEvents(config.batchRows(), config.batchBytes());
  }

  /** Takes what was just committed. For the shard's thread: the relay never keeps it waiting. */
  public void committed(EffectBatch batch) {
    if (batch.get(0).sequence() != last + 1) {
      // What lies between was written by others, or in an earlier life of the shard.
      var _ = kept.getAndUpdate(HandedEvents::emptied);
    }
    if (kept.get() != NOT_WANTED) {
      keep(batch);
    }
    last = batch.get(batch.size() - 1).sequence();
  }

  private void keep(EffectBatch batch) {
    OutboxRow[] rows = new OutboxRow[batch.size()];
    long bytes = 0;
    for (int index = 0; index < rows.length; index++) {
      rows[index] = row(batch.get(index));
      bytes += rows[index].payload().length;
    }
    Run now;
    Run next;
    do {
      // Again only if the relay has just taken what was there.
      now = kept.get();
      Run longer = new Run(now, rows, bytes);
      boolean fits = longer.rowsInAll <= maxRows && longer.bytesInAll <= maxBytes;
      next = fits ? longer : NOT_WANTED;
    } while (!kept.compareAndSet(now, next));
  }

  private OutboxRow row(Effect effect) {
    return new OutboxRow(
        effect.sequence(),
        effect.accountId(),
        effect.version(),
        effect.type(),
        effect.timeMillis(),
        encoder.encode(effect));
  }

  /** From now on events are kept: the relay is about to be caught up. */
  void want() {
    var _ = kept.compareAndSet(NOT_WANTED, NOTHING);
  }

  /** The newest that is known to be committed; -1 if none is. */
  long last() {
    return last;
  }

  /** Whether nothing was committed behind the cursor, as far as is known here. */
  boolean isNothingAfter(long cursor) {
    return last <= cursor;
  }

  /** Gives away all that is kept; of it, what follows the cursor without a gap. */
  List<OutboxRow> takeAfter(long cursor) {
    List<OutboxRow> taken = kept.getAndUpdate(HandedEvents::emptied).inOrder();
    if (taken.isEmpty() || taken.getFirst().sequence() > cursor + 1) {
      return List.of();
    }
    long known = Math.min(taken.size(), cursor + 1 - taken.getFirst().sequence());
    return taken.subList((int) known, taken.size());
  }

  private static Run emptied(Run run) {
    return run == NOT_WANTED ? NOT_WANTED : NOTHING;
  }
}
