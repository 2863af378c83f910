package dev.ringfence.snapshotter.verify;

import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.effect.EffectType;
import dev.ringfence.snapshotter.rows.RowStream;
import java.util.Set;
import java.util.function.UnaryOperator;

/** An account as its ledger makes it, row by row. */
final class AccountFold implements Fold {
  private static final FoldedTable TABLE =
      new FoldedTable(
          "account",
          Check.ACCOUNTS_FOLDED,
          Set.of(
              Check.VERSIONS_GAPLESS,
              Check.LEDGER_CHAINED,
              Check.LEDGER_LAWFUL,
              Check.NOTHING_NEGATIVE,
              Check.ACCOUNTS_FOLDED,
              Check.ACCOUNTS_SHARDED,
              Check.CASH_CONSERVED),
          "SELECT account_id, NULL::text, version, type, currency, status, balance,"
              + " balance_change, reserved, reserved_change, quantity_change,"
              + " reserved_quantity_change, cost_change, request_id IS NULL,"
              + " num_nonnulls(symbol, quantity, quantity_change, reserved_quantity,"
              + " reserved_quantity_change, cost, cost_change) IN (0, 7)"
              + " AND num_nonnulls(order_id, reserves_symbol, opened_sequence, amount, remaining,"
              + " state) IN (0, 6) AND (expires_at IS NULL OR order_id IS NOT NULL)"
              + " FROM ledger ORDER BY account_id, version",
          "SELECT account_id, NULL::text, shard_id, currency, status, balance, reserved, version"
              + " FROM accounts ORDER BY account_id");

  private final Conservation<Long> conservation = new Conservation<>(UnaryOperator.identity());
  private final Key key = new Key();
  private long version;
  private long currency;
  private int status;
  private long balance;
  private long reserved;

  AccountFold() {
    key.nothingLeft();
  }

  @Override
  public FoldedTable table() {
    return TABLE;
  }

  @Override
  public Key key() {
    return key;
  }

  @Override
  public void begin(Key newKey) {
    key.set(newKey);
    version = 0;
    currency = CurrencyCode.NONE;
    status = 0;
    balance = 0;
    reserved = 0;
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public String describe(Key ofKey) {
    return "account " + ofKey.accountId();
  }

  @Override
  public void add(RowStream row, Tally tally) {
    long newVersion = row.int8();
    tally.number(Check.VERSIONS_GAPLESS, this, "ledger.version", version + 1, newVersion);
    tally.count(Check.VERSIONS_GAPLESS);
    version = newVersion;
    EffectType type = EffectType.ofCode(row.int2());
    addCurrency(type, row.currency(), tally);
    addStatus(type, row.int2(), tally);
    addCash(type, row, tally);
    addRest(type, row, tally);
  }

  private void addCurrency(EffectType type, long newCurrency, Tally tally) {
    boolean opens = version == 1;
    if (opens != (type == EffectType.OPENED)) {
      throw tally.diverged(
          Check.LEDGER_LAWFUL,
          this,
          "ledger.type",
          opens ? EffectType.OPENED.toString() : "another than OPENED",
          type.toString());
    }
    if (!opens && newCurrency != currency) {
      throw tally.diverged(
          Check.LEDGER_CHAINED,
          this,
          "ledger.currency",
          CurrencyCode.format(currency),
          CurrencyCode.format(newCurrency));
    }
    currency = newCurrency;
  }

  private void addStatus(EffectType type, int newStatus, Tally tally) {
    AccountStatus after = AccountStatus.ofCode(newStatus);
    if (type == EffectType.OPENED && after != AccountStatus.ACTIVE) {
      throw unlawful("ledger.status", AccountStatus.ACTIVE, after, tally);
    }
    if (type != EffectType.OPENED && !EffectLaws.allow(type, AccountStatus.ofCode(status))) {
      throw unlawful(
          "ledger.type",
          "nothing that a " + AccountStatus.ofCode(status) + " account refuses",
          type,
          tally);
    }
    if (type != EffectType.OPENED && type != EffectType.STATUS_CHANGED) {
      tally.number(Check.LEDGER_CHAINED, this, "ledger.status", status, newStatus);
    }
    status = newStatus;
  }

  private DivergedException unlawful(String column, Object expected, Object found, Tally tally) {
    return tally.diverged(Check.LEDGER_LAWFUL, this, column, expected.toString(), found.toString());
  }

  private void addCash(EffectType type, RowStream row, Tally tally) {
    long newBalance = row.units();
    long balanceChange = row.units();
    long newReserved = row.units();
    long reservedChange = row.units();
    tally.notNegative(this, "ledger.balance", newBalance);
    tally.notNegative(this, "ledger.reserved", newReserved);
    tally.count(Check.NOTHING_NEGATIVE);
    tally.amount(Check.LEDGER_CHAINED, this, "ledger.balance", balance + balanceChange, newBalance);
    tally.amount(
        Check.LEDGER_CHAINED, this, "ledger.reserved", reserved + reservedChange, newReserved);
    tally.count(Check.LEDGER_CHAINED);
    long quantityChange = row.unitsOrZero();
    long reservedQuantityChange = row.unitsOrZero();
    long costChange = row.unitsOrZero();
    if (!EffectLaws.allow(
        type, balanceChange, reservedChange, quantityChange, reservedQuantityChange, costChange)) {
      throw unlawful(
          "the ledger's changes",
          "what " + type + " may change",
          "%s free, %s reserved cash, %s free, %s reserved units, %s cost (of 0.0001)"
              .formatted(
                  balanceChange,
                  reservedChange,
                  quantityChange,
                  reservedQuantityChange,
                  costChange),
          tally);
    }
    long flowed = balanceChange + reservedChange;
    if (flowed != 0) {
      conservation.flowed(currency, flowed);
    }
    balance = newBalance;
    reserved = newReserved;
  }

  /** Only the engine itself needs no request: it ends what has expired. */
  private void addRest(EffectType type, RowStream row, Tally tally) {
    boolean nobodyAsked = row.bool();
    if (nobodyAsked != (type == EffectType.EXPIRED)) {
      throw unlawful(
          "ledger.request_id",
          nobodyAsked ? "the id of a request" : "none",
          nobodyAsked ? "none" : "one, of " + type,
          tally);
    }
    boolean whole = row.bool();
    if (!whole) {
      throw unlawful("ledger", "a whole position and reservation, or none", "a part of one", tally);
    }
    tally.count(Check.LEDGER_LAWFUL);
  }

  /** What was opened is never deleted. */
  @Override
  public boolean hasRow() {
    return true;
  }

  @Override
  public void compare(RowStream row, Tally tally) {
    long rowCurrency = row.currency();
    int rowStatus = row.int2();
    long rowBalance = row.units();
    long rowReserved = row.units();
    tally.notNegative(this, "accounts.balance", rowBalance);
    tally.notNegative(this, "accounts.reserved", rowReserved);
    tally.number(Check.ACCOUNTS_FOLDED, this, "accounts.version", version, row.int8());
    if (rowCurrency != currency) {
      throw tally.diverged(
          Check.ACCOUNTS_FOLDED,
          this,
          "accounts.currency",
          CurrencyCode.format(currency),
          CurrencyCode.format(rowCurrency));
    }
    tally.number(Check.ACCOUNTS_FOLDED, this, "accounts.status", status, rowStatus);
    tally.amount(Check.ACCOUNTS_FOLDED, this, "accounts.balance", balance, rowBalance);
    tally.amount(Check.ACCOUNTS_FOLDED, this, "accounts.reserved", reserved, rowReserved);
    conservation.held(rowCurrency, rowBalance);
    conservation.held(rowCurrency, rowReserved);
  }

  @Override
  public void end(Tally tally) {
    conservation.check(Check.CASH_CONSERVED, tally, CurrencyCode::format);
  }
}
