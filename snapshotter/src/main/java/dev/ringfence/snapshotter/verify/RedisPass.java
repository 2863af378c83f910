package dev.ringfence.snapshotter.verify;

import dev.ringfence.snapshotter.projection.RedisKeys;
import io.lettuce.core.KeyScanCursor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * Walks all accounts and looks each of them up in Redis; then walks all keys of Redis and looks for
 * accounts that do not exist. What is behind is looked at again until it has caught up or the time
 * is over. Memory here does not grow with the accounts.
 */
final class RedisPass {
  private static final int PORTION = 1_000;
  private static final int MOST_BEHIND = 100_000;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final String ACCOUNTS =
      "SELECT account_id, version FROM accounts WHERE account_id > ? ORDER BY account_id LIMIT "
          + PORTION;
  private static final String POSITIONS =
      "SELECT account_id, symbol, version FROM positions WHERE account_id BETWEEN ? AND ?"
          + " ORDER BY account_id";
  private static final String KNOWN = "SELECT account_id FROM accounts WHERE account_id = ANY (?)";

  private final DataSource dataSource;
  private final String uri;
  private final long catchUpNanos;
  private final RedisComparison comparison;
  private long caughtUp;

  RedisPass(DataSource dataSource, String uri, int catchUpMillis) {
    this.dataSource = dataSource;
    this.uri = uri;
    this.catchUpNanos = TimeUnit.MILLISECONDS.toNanos(catchUpMillis);
    this.comparison = new RedisComparison(new LedgerEvents(dataSource));
  }

  void run(Tally tally) throws SQLException {
    try (RedisImages redis = new RedisImages(uri)) {
      walkAccounts(redis, tally);
      walkKeys(redis, tally);
    }
  }

  /** What came of it besides, for people. */
  List<String> notes() {
    return caughtUp == 0
        ? List.of()
        : List.of("%,d accounts in Redis were behind, and caught up".formatted(caughtUp));
  }

  private void walkAccounts(RedisImages redis, Tally tally) throws SQLException {
    List<RedisAccount> behind = new ArrayList<>();
    List<RedisAccount> portion = readAfter(0);
    while (!portion.isEmpty()) {
      portion.forEach(_ -> tally.row());
      behind.addAll(compare(portion, redis, tally));
      if (behind.size() >= MOST_BEHIND) {
        await(behind, redis, tally);
        behind.clear();
      }
      portion = readAfter(portion.getLast().accountId());
    }
    await(behind, redis, tally);
  }

  private List<RedisAccount> compare(List<RedisAccount> accounts, RedisImages redis, Tally tally)
      throws SQLException {
    List<RedisImages.Image> images =
        redis.read(accounts.stream().map(RedisAccount::accountId).toList());
    return comparison.compare(accounts, images, tally);
  }

  private void await(List<RedisAccount> late, RedisImages redis, Tally tally) throws SQLException {
    long untilNanos = System.nanoTime() + catchUpNanos;
    List<RedisAccount> behind = late;
    while (!behind.isEmpty()) {
      int before = behind.size();
      List<RedisAccount> still = new ArrayList<>();
      for (int from = 0; from < before; from += PORTION) {
        still.addAll(compare(behind.subList(from, Math.min(before, from + PORTION)), redis, tally));
      }
      caughtUp += before - still.size();
      behind = still;
      if (!behind.isEmpty() && System.nanoTime() - untilNanos > 0) {
        throw neverCaughtUp(behind.getFirst(), redis, tally);
      }
      if (!behind.isEmpty()) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private DivergedException neverCaughtUp(RedisAccount account, RedisImages redis, Tally tally) {
    RedisImages.Image image = redis.read(List.of(account.accountId())).getFirst();
    RedisComparison.Lag lag = RedisComparison.lag(account, image);
    return lag == null
        ? tally.diverged(
            Check.REDIS_CURRENT, account, "Redis", "in time", "it took longer to catch up")
        : tally.diverged(
            Check.REDIS_CURRENT,
            account,
            "Redis, " + lag.column(),
            "version " + lag.expected() + " or later",
            lag.found());
  }

  /** A short transaction for each portion: nothing holds the vacuum back. */
  private List<RedisAccount> readAfter(long accountId) throws SQLException {
    List<RedisAccount> accounts = new ArrayList<>(PORTION);
    try (Connection connection = dataSource.getConnection()) {
      try (PreparedStatement query = connection.prepareStatement(ACCOUNTS)) {
        query.setLong(1, accountId);
        try (ResultSet rows = query.executeQuery()) {
          while (rows.next()) {
            accounts.add(new RedisAccount(rows.getLong(1), rows.getLong(2)));
          }
        }
      }
      if (!accounts.isEmpty()) {
        addPositions(accounts, connection);
      }
    }
    return accounts;
  }

  private static void addPositions(List<RedisAccount> accounts, Connection connection)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(POSITIONS)) {
      query.setLong(1, accounts.getFirst().accountId());
      query.setLong(2, accounts.getLast().accountId());
      try (ResultSet rows = query.executeQuery()) {
        int index = 0;
        while (rows.next()) {
          long owner = rows.getLong(1);
          while (index < accounts.size() && accounts.get(index).accountId() < owner) {
            index++;
          }
          if (index < accounts.size() && accounts.get(index).accountId() == owner) {
            accounts.get(index).position(rows.getString(2), rows.getLong(3));
          }
        }
      }
    }
  }

  private void walkKeys(RedisImages redis, Tally tally) throws SQLException {
    KeyScanCursor<String> keys = redis.scan(null);
    while (true) {
      checkKeys(keys.getKeys(), tally);
      if (keys.isFinished()) {
        return;
      }
      keys = redis.scan(keys);
    }
  }

  private void checkKeys(List<String> keys, Tally tally) throws SQLException {
    Set<Long> ids = new LinkedHashSet<>();
    for (String key : keys) {
      long accountId = RedisKeys.accountId(key);
      if (accountId != RedisKeys.OF_OTHERS) {
        ids.add(accountId);
      }
    }
    Set<Long> unknown = new LinkedHashSet<>(ids);
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query = connection.prepareStatement(KNOWN)) {
      query.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          unknown.remove(rows.getLong(1));
        }
      }
    }
    for (long accountId : unknown) {
      throw extra(accountId, tally);
    }
    tally.count(Check.REDIS_NOTHING_ELSE, ids.size());
  }

  private static DivergedException extra(long accountId, Tally tally) {
    return tally.diverged(
        Check.REDIS_NOTHING_ELSE,
        new AccountPlace(accountId, "account " + accountId),
        "Redis, key",
        "none, as PostgreSQL has no such account",
        "keys of account " + accountId);
  }
}
