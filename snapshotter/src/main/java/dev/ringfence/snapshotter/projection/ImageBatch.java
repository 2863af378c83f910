package dev.ringfence.snapshotter.projection;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is to be written: of each account and of each of its positions only the newest version. */
final class ImageBatch {
  private final Map<Long, Entry> entries = new LinkedHashMap<>();
  private int images;

  /** One account's part; the account itself is null where only positions are known. */
  static final class Entry {
    private final long accountId;
    private final Map<String, PositionImage> positions = new LinkedHashMap<>();
    private AccountImage account;

    private Entry(long accountId) {
      this.accountId = accountId;
    }

    long accountId() {
      return accountId;
    }

    AccountImage account() {
      return account;
    }

    Collection<PositionImage> positions() {
      return positions.values();
    }
  }

  void add(AccountImage account) {
    Entry entry = entry(account.accountId());
    if (entry.account == null || entry.account.version() < account.version()) {
      entry.account = account;
    }
    images++;
  }

  void add(PositionImage position) {
    entry(position.accountId())
        .positions
        .merge(
            position.symbol(),
            position,
            (one, other) -> one.version() < other.version() ? other : one);
    images++;
  }

  private Entry entry(long accountId) {
    return entries.computeIfAbsent(accountId, Entry::new);
  }

  Collection<Entry> entries() {
    return entries.values();
  }

  /** How many images were added, coalesced or not. */
  int images() {
    return images;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  void clear() {
    entries.clear();
    images = 0;
  }
}
