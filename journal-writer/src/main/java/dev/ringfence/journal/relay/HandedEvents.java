package dev.ringfence.journal.relay;

import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.journal.AccountEventEncoder;
import java.util.ArrayList;
import java.util.List;

/**
 * A shard's newest events, handed from its thread to its relay in the same process, so that a relay
 * that is caught up need not read back from PostgreSQL what was just written. It holds an unbroken
 * run of what was committed last, up to a bound. A relay that falls behind finds what it needs in
 * the table, and until it has caught up nothing is kept for it.
 */
public final class HandedEvents {
  private static final long UNKNOWN = -1;

  private final int maxRows;
  private final int maxBytes;
  private final AccountEventEncoder encoder = new AccountEventEncoder();
  private List<OutboxRow> rows = new ArrayList<>();
  private long bytes;

  /** The newest that was committed, kept or not. */
  private long last = UNKNOWN;

  private boolean wanted;

  HandedEvents(int maxRows, int maxBytes) {
    this.maxRows = maxRows;
    this.maxBytes = maxBytes;
  }

  /** Its bounds are those of one of the relay's batches. */
  public static HandedEvents forRelay(RelayConfig config) {
    return new HandedEvents(config.batchRows(), config.batchBytes());
  }

  /** Takes what was just committed. For the shard's thread: the relay never keeps it waiting. */
  public synchronized void committed(EffectBatch batch) {
    if (batch.get(0).sequence() != last + 1) {
      // What lies between was written by others, or in an earlier life of the shard.
      forget();
    }
    last = batch.get(batch.size() - 1).sequence();
    if (!wanted) {
      return;
    }
    for (int index = 0; index < batch.size(); index++) {
      add(batch.get(index));
    }
    if (rows.size() > maxRows || bytes > maxBytes) {
      wanted = false;
      forget();
    }
  }

  private void add(Effect effect) {
    byte[] payload = encoder.encode(effect);
    bytes += payload.length;
    rows.add(
        new OutboxRow(
            effect.sequence(),
            effect.accountId(),
            effect.version(),
            effect.type(),
            effect.timeMillis(),
            payload));
  }

  private void forget() {
    rows = new ArrayList<>();
    bytes = 0;
  }

  /** From now on events are kept: the relay is about to be caught up. */
  synchronized void want() {
    wanted = true;
  }

  /** Whether nothing was committed behind the cursor, as far as is known here. */
  synchronized boolean isNothingAfter(long cursor) {
    return last <= cursor;
  }

  /** Gives away all that is kept; of it, what follows the cursor without a gap. */
  List<OutboxRow> takeAfter(long cursor) {
    List<OutboxRow> taken;
    synchronized (this) {
      taken = rows;
      forget();
    }
    if (taken.isEmpty() || taken.getFirst().sequence() > cursor + 1) {
      return List.of();
    }
    long known = Math.min(taken.size(), cursor + 1 - taken.getFirst().sequence());
    return taken.subList((int) known, taken.size());
  }
}
