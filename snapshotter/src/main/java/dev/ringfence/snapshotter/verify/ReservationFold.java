package dev.ringfence.snapshotter.verify;

import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Text;
import dev.ringfence.engine.effect.EffectType;
import dev.ringfence.snapshotter.rows.RowStream;
import java.time.Instant;
import java.util.Set;

/** A reservation as its ledger makes it, row by row. */
final class ReservationFold implements Fold {
  private static final FoldedTable TABLE =
      new FoldedTable(
          "reservation",
          Check.RESERVATIONS_FOLDED,
          Set.of(Check.RESERVATIONS_FOLDED),
          "SELECT account_id, order_id, version, sequence, type, reserves_symbol, symbol,"
              + " CASE WHEN reserves_symbol THEN reserved_quantity_change ELSE reserved_change END,"
              + " opened_sequence, amount, remaining, state, expires_at, occurred_at"
              + " FROM ledger WHERE order_id IS NOT NULL"
              + " ORDER BY account_id, order_id, version",
          "SELECT account_id, order_id, shard_id, symbol, opened_sequence, amount, remaining,"
              + " expires_at, version FROM reservations ORDER BY account_id, order_id");

  private final Key key = new Key();
  private final Text heldSymbol = new Text();
  private final Text rowSymbol = new Text();
  private long version;
  private boolean ofSymbol;
  private long openedSequence;
  private long amount;
  private long remaining;
  private ReservationState state;
  private long expiresAtMillis;

  ReservationFold() {
    key.nothingLeft();
  }

  @Override
  public void begin(Key newKey) {
    key.set(newKey);
    version = 0;
    heldSymbol.clear();
    openedSequence = 0;
    amount = 0;
    remaining = 0;
    state = null;
    expiresAtMillis = 0;
  }

  @Override
  public FoldedTable table() {
    return TABLE;
  }

  @Override
  public Key key() {
    return key;
  }

  /** There is one for each that is open, and none for others. */
  @Override
  public boolean hasRow() {
    return !state.isTerminal();
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public String describe(Key ofKey) {
    return "account " + ofKey.accountId() + ", order " + ofKey.text();
  }

  @Override
  public void add(RowStream row, Tally tally) {
    boolean first = version == 0;
    version = row.int8();
    long sequence = row.int8();
    EffectType type = EffectType.ofCode(row.int2());
    boolean newOfSymbol = row.bool();
    row.textOrEmpty(rowSymbol);
    long change = row.units();
    if (first != (type == EffectType.RESERVED)) {
      throw broken(tally, "ledger.type", first ? "RESERVED" : "anything but RESERVED", type);
    }
    if (first) {
      ofSymbol = newOfSymbol;
      openedSequence = sequence;
      if (ofSymbol) {
        heldSymbol.set(rowSymbol);
      }
    } else if (state.isTerminal()) {
      throw broken(tally, "ledger", "nothing after it has ended as " + state, type);
    } else if (newOfSymbol != ofSymbol || (ofSymbol && !rowSymbol.equals(heldSymbol))) {
      throw broken(tally, "ledger.symbol", ofSymbol ? heldSymbol : "cash", rowSymbol);
    }
    addAmounts(row, type, change, tally);
  }

  private void addAmounts(RowStream row, EffectType type, long change, Tally tally) {
    Check chained = Check.LEDGER_CHAINED;
    tally.number(chained, this, "ledger.opened_sequence", openedSequence, row.int8());
    boolean resized = type == EffectType.RESERVED || type == EffectType.AMENDED;
    amount += resized ? change : 0;
    remaining += change;
    tally.amount(chained, this, "ledger.amount", amount, row.units());
    tally.amount(chained, this, "ledger.remaining", remaining, row.units());
    tally.notNegative(this, "ledger.remaining", remaining);
    state = ReservationState.ofCode(row.int2());
    if ((remaining == 0) != state.isTerminal()) {
      throw broken(tally, "ledger.state", remaining == 0 ? "one that has ended" : "OPEN", state);
    }
    if (state.isTerminal() && state != EffectLaws.end(type)) {
      throw broken(tally, "ledger.state", EffectLaws.end(type), state);
    }
    long newExpiresAtMillis = row.millisOrZero();
    if (!resized) {
      tally.number(chained, this, "ledger.expires_at", expiresAtMillis, newExpiresAtMillis);
    }
    expiresAtMillis = newExpiresAtMillis;
    long occurredAtMillis = row.millis();
    if (type == EffectType.EXPIRED
        && (expiresAtMillis == 0 || occurredAtMillis < expiresAtMillis)) {
      throw broken(
          tally,
          "ledger.occurred_at",
          expiresAtMillis == 0 ? "never" : Instant.ofEpochMilli(expiresAtMillis) + " or later",
          Instant.ofEpochMilli(occurredAtMillis));
    }
    tally.count(chained);
  }

  @Override
  public void compare(RowStream row, Tally tally) {
    row.textOrEmpty(rowSymbol);
    if (!rowSymbol.equals(heldSymbol)) {
      throw broken(tally, "reservations.symbol", heldSymbol, rowSymbol);
    }
    Check folded = Check.RESERVATIONS_FOLDED;
    tally.number(folded, this, "reservations.opened_sequence", openedSequence, row.int8());
    tally.amount(folded, this, "reservations.amount", amount, row.units());
    tally.amount(folded, this, "reservations.remaining", remaining, row.units());
    tally.number(folded, this, "reservations.expires_at", expiresAtMillis, row.millisOrZero());
    tally.number(folded, this, "reservations.version", version, row.int8());
  }

  private DivergedException broken(Tally tally, String column, Object expected, Object found) {
    return tally.diverged(
        Check.RESERVATIONS_FOLDED, this, column, expected.toString(), found.toString());
  }
}
