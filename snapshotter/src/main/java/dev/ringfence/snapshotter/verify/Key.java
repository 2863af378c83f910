package dev.ringfence.snapshotter.verify;

import dev.ringfence.engine.domain.Text;
import dev.ringfence.snapshotter.rows.RowStream;
import java.sql.SQLException;

/** An account, and a symbol or an order in it; ordered as the queries order, by bytes. */
final class Key {
  private long accountId;
  private final Text text = new Text();
  private boolean nothingLeft;

  /** Reads the two columns; null counts as empty. */
  void read(RowStream rows) {
    nothingLeft = false;
    accountId = rows.int8();
    rows.textOrEmpty(text);
  }

  /** The same of the stream's next row; if there is none, it lies behind all others. */
  void readNext(RowStream rows) throws SQLException {
    if (rows.next()) {
      read(rows);
    } else {
      nothingLeft();
    }
  }

  /** Puts it behind all others. */
  void nothingLeft() {
    nothingLeft = true;
  }

  boolean isNothingLeft() {
    return nothingLeft;
  }

  void set(Key other) {
    nothingLeft = other.nothingLeft;
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
    if (nothingLeft || other.nothingLeft) {
      return Boolean.compare(nothingLeft, other.nothingLeft);
    }
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
