package dev.ringfence.snapshotter.verify;

import dev.ringfence.engine.domain.Text;
import dev.ringfence.snapshotter.rows.RowStream;

/** An account, and a symbol or an order in it; ordered as the queries order, by bytes. */
final class Key {
  private static final long NOTHING_LEFT = Long.MAX_VALUE;

  private long accountId;
  private final Text text = new Text();

  /** Reads the two columns; null counts as empty. */
  void read(RowStream rows) {
    accountId = rows.int8();
    rows.textOrEmpty(text);
  }

  /** Puts it behind all others. */
  void nothingLeft() {
    accountId = NOTHING_LEFT;
    text.clear();
  }

  boolean isNothingLeft() {
    return accountId == NOTHING_LEFT;
  }

  void set(Key other) {
    accountId = other.accountId;
    text.set(other.text);
  }

  long accountId() {
    return accountId;
  }

  Text text() {
    return text;
  }

  boolean isSameAs(Key other) {
    return compare(other) == 0;
  }

  int compare(Key other) {
    int byAccount = Long.compare(accountId, other.accountId);
    if (byAccount != 0) {
      return byAccount;
    }
    int common = Math.min(text.length(), other.text.length());
    for (int index = 0; index < common; index++) {
      int byByte = Byte.compareUnsigned(text.byteAt(index), other.text.byteAt(index));
      if (byByte != 0) {
        return byByte;
      }
    }
    return Integer.compare(text.length(), other.text.length());
  }
}
