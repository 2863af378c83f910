package dev.ringfence.snapshotter.verify;

import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.snapshotter.rows.RowStream;
import dev.ringfence.snapshotter.rows.Snapshot;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Folds the ledger of every account and merges the result with the accounts. */
final class AccountPass implements Pass {
  private static final String LEDGER =
      "SELECT account_id, version, type, currency, status, balance, balance_change, reserved,"
          + " reserved_change, quantity_change, reserved_quantity_change"
          + " FROM ledger ORDER BY account_id, version";
  private static final String ACCOUNTS =
      "SELECT account_id, shard_id, currency, status, balance, reserved, version"
          + " FROM accounts ORDER BY account_id";

  private final int shardCount;
  private final Conservation<Long> conservation = new Conservation<>(UnaryOperator.identity());

  AccountPass(int shardCount) {
    this.shardCount = shardCount;
  }

  @Override
  public Set<Check> checks() {
    return EnumSet.of(
        Check.VERSIONS_GAPLESS,
        Check.LEDGER_CHAINED,
        Check.LEDGER_LAWFUL,
        Check.NOTHING_NEGATIVE,
        Check.ACCOUNTS_FOLDED,
        Check.ACCOUNTS_SHARDED,
        Check.CASH_CONSERVED);
  }

  @Override
  public void run(Snapshot first, Snapshot second, Tally tally) throws SQLException {
    AccountFold fold = new AccountFold(conservation);
    try (RowStream ledger = first.stream(LEDGER);
        RowStream accounts = second.stream(ACCOUNTS)) {
      while (ledger.next()) {
        tally.row();
        long accountId = ledger.int8();
        if (accountId != fold.accountId()) {
          settle(fold, accounts, tally);
          fold.begin(accountId);
        }
        fold.add(ledger, tally);
      }
      settle(fold, accounts, tally);
      if (accounts.next()) {
        throw withoutLedger(accounts.int8(), tally);
      }
    }
    conservation.check(Check.CASH_CONSERVED, tally, CurrencyCode::format);
  }

  private void settle(AccountFold fold, RowStream accounts, Tally tally) throws SQLException {
    if (fold.accountId() == AccountFold.NONE) {
      return;
    }
    boolean present = accounts.next();
    long accountId = present ? accounts.int8() : AccountFold.NONE;
    if (present && accountId < fold.accountId()) {
      throw withoutLedger(accountId, tally);
    }
    if (accountId != fold.accountId()) {
      throw tally.diverged(
          Check.ACCOUNTS_FOLDED, fold, "account row", "version " + fold.version(), "no row");
    }
    tally.row();
    int shardId = accounts.int4();
    fold.compare(accounts, tally);
    tally.number(
        Check.ACCOUNTS_SHARDED, fold, "accounts.shard_id", accountId % shardCount, shardId);
    tally.count(Check.ACCOUNTS_SHARDED);
  }

  private static DivergedException withoutLedger(long accountId, Tally tally) {
    return tally.diverged(
        Check.ACCOUNTS_FOLDED,
        new AccountPlace(accountId, "account " + accountId),
        "account row",
        "no row, as it has no ledger",
        "a row");
  }
}
