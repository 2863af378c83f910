package dev.ringfence.snapshotter.verify;

import dev.ringfence.api.v1.Account;
import dev.ringfence.api.v1.Position;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.snapshotter.verify.RedisImages.Image;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares what Redis shows with the ledger rows of the very versions that it names. So it matters
 * not whether PostgreSQL is further by now; a version that the ledger lacks, looked up after Redis
 * was read, is ahead of it.
 */
final class RedisComparison {
  private static final String VERSION = "version";

  private final LedgerEvents ledger;

  RedisComparison(LedgerEvents ledger) {
    this.ledger = ledger;
  }

  /**
   * Compares some accounts.
   *
   * @return those that are true, but behind
   */
  List<RedisAccount> compare(List<RedisAccount> accounts, List<Image> images, Tally tally)
      throws SQLException {
    List<LedgerEvents.Key> keys = new ArrayList<>();
    for (int index = 0; index < accounts.size(); index++) {
      addKeys(accounts.get(index), images.get(index), keys, tally);
    }
    Map<LedgerEvents.Key, LedgerEvents.Row> rows = look(keys);
    List<RedisAccount> behind = new ArrayList<>();
    for (int index = 0; index < accounts.size(); index++) {
      RedisAccount account = accounts.get(index);
      Image image = images.get(index);
      compareAccount(account, image, rows, tally);
      comparePositions(account, image, rows, tally);
      if (lag(account, image) == null) {
        tally.count(Check.REDIS_CURRENT);
      } else {
        behind.add(account);
      }
    }
    return behind;
  }

  private Map<LedgerEvents.Key, LedgerEvents.Row> look(List<LedgerEvents.Key> keys)
      throws SQLException {
    Map<LedgerEvents.Key, LedgerEvents.Row> rows = new LinkedHashMap<>();
    for (int from = 0; from < keys.size(); from += LedgerEvents.PORTION) {
      List<LedgerEvents.Key> part =
          keys.subList(from, Math.min(keys.size(), from + LedgerEvents.PORTION));
      LedgerEvents.Row[] found = ledger.find(part);
      for (int index = 0; index < found.length; index++) {
        rows.put(part.get(index), found[index]);
      }
    }
    return rows;
  }

  private static void addKeys(
      RedisAccount account, Image image, List<LedgerEvents.Key> keys, Tally tally) {
    if (!image.notHashes().isEmpty()) {
      String key = image.notHashes().getFirst();
      throw tally.diverged(
          Check.REDIS_TRUE, account, "Redis, key " + key, "a hash", "another type");
    }
    if (!image.account().isEmpty()) {
      keys.add(
          new LedgerEvents.Key(
              account.accountId(),
              version(account, image.account().get(VERSION), "account version", tally)));
    }
    for (String symbol : image.positions().keySet()) {
      keys.add(
          new LedgerEvents.Key(
              account.accountId(), positionVersion(account, image, symbol, tally)));
    }
  }

  private static void compareAccount(
      RedisAccount account,
      Image image,
      Map<LedgerEvents.Key, LedgerEvents.Row> rows,
      Tally tally) {
    Map<String, String> found = image.account();
    if (found.isEmpty()) {
      return;
    }
    long version = version(account, found.get(VERSION), "account version", tally);
    Account row = row(account, version, "account version", rows, tally).event().getAccount();
    text(account, "balance", row.getBalance(), found.get("balance"), tally);
    text(account, "reserved", row.getReserved(), found.get("reserved"), tally);
    text(account, "currency", row.getCurrency(), found.get("currency"), tally);
    AccountStatus status = AccountStatus.ofCode(row.getStatusValue());
    text(account, "status", status.name(), found.get("status"), tally);
    tally.count(Check.REDIS_TRUE);
  }

  private static void comparePositions(
      RedisAccount account,
      Image image,
      Map<LedgerEvents.Key, LedgerEvents.Row> rows,
      Tally tally) {
    for (Map.Entry<String, String> entry : image.positions().entrySet()) {
      String symbol = entry.getKey();
      String column = "position " + symbol;
      long version = positionVersion(account, image, symbol, tally);
      Position row = row(account, version, column, rows, tally).event().getPosition();
      text(account, column + ", symbol", row.getSymbol(), symbol, tally);
      text(account, column, shown(row), entry.getValue(), tally);
      tally.count(Check.REDIS_TRUE);
    }
  }

  /** As the projection writes it. */
  private static String shown(Position row) {
    return row.getQuantity() + '|' + row.getReservedQuantity() + '|' + row.getAveragePrice();
  }

  private static LedgerEvents.Row row(
      RedisAccount account,
      long version,
      String column,
      Map<LedgerEvents.Key, LedgerEvents.Row> rows,
      Tally tally) {
    LedgerEvents.Row row = rows.get(new LedgerEvents.Key(account.accountId(), version));
    if (row == null) {
      throw tally.diverged(
          Check.REDIS_CURRENT,
          account,
          "Redis, " + column,
          "no version that PostgreSQL has not",
          Long.toString(version));
    }
    return row;
  }

  /** What is behind, in words: column, expected and found; null if nothing is. */
  static Lag lag(RedisAccount account, Image image) {
    if (image.account().isEmpty()) {
      return new Lag("account", account.version(), "no key");
    }
    long version = Long.parseLong(image.account().get(VERSION));
    if (version < account.version()) {
      return new Lag("account version", account.version(), Long.toString(version));
    }
    for (Map.Entry<String, Long> position : account.positions().entrySet()) {
      String symbol = position.getKey();
      String found = image.positions().containsKey(symbol) ? image.versions().get(symbol) : null;
      if (found == null || Long.parseLong(found) < position.getValue()) {
        return new Lag(
            "position " + symbol + ", version",
            position.getValue(),
            found == null ? "no position" : found);
      }
    }
    return null;
  }

  /** Something that Redis has not come up to. */
  record Lag(String column, long expected, String found) {}

  private static long positionVersion(
      RedisAccount account, Image image, String symbol, Tally tally) {
    return version(
        account, image.versions().get(symbol), "position " + symbol + ", version", tally);
  }

  private static long version(RedisAccount account, String text, String column, Tally tally) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException none) {
      throw tally.diverged(
          Check.REDIS_TRUE, account, "Redis, " + column, "a version", String.valueOf(text));
    }
  }

  private static void text(
      RedisAccount account, String column, String expected, String found, Tally tally) {
    if (!expected.equals(found)) {
      throw tally.diverged(
          Check.REDIS_TRUE, account, "Redis, " + column, expected, String.valueOf(found));
    }
  }
}
