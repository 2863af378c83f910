package dev.ringfence.journal.relay;

import dev.ringfence.engine.effect.EffectType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** An outbox in memory. */
final class FakeOutbox implements Outbox {
  final List<OutboxRow> rows = new ArrayList<>();
  long cursor;
  long epoch = 7;
  int reads;
  int closes;
  boolean failsToMoveCursor;
  boolean isAway;
  boolean isClaimedByAnother;

  /** Appends the next event of the account. */
  synchronized void commit(long accountId, long version) {
    commit(rows.size() + 1L, accountId, version);
  }

  synchronized void commit(long sequence, long accountId, long version) {
    rows.add(
        new OutboxRow(sequence, accountId, version, EffectType.RESERVED, 1_000, new byte[] {1}));
  }

  @Override
  public synchronized RelayProgress progress() throws SQLException {
    failWhenAway();
    return new RelayProgress(cursor, head(), epoch);
  }

  @Override
  public synchronized boolean claim() {
    return !isClaimedByAnother;
  }

  @Override
  public synchronized List<OutboxRow> readAfter(long after, long wantedEpoch) throws SQLException {
    failWhenAway();
    reads++;
    return wantedEpoch == epoch
        ? rows.stream().filter(row -> row.sequence() > after).limit(100).toList()
        : List.of();
  }

  @Override
  public synchronized boolean moveCursor(long from, long to, long wantedEpoch) throws SQLException {
    if (failsToMoveCursor) {
      throw new SQLException("the connection is lost", "08006");
    }
    boolean moves = from == cursor && wantedEpoch == epoch && to <= head();
    cursor = moves ? to : cursor;
    return moves;
  }

  @Override
  public int trim(long upTo) {
    return 0;
  }

  @Override
  public void close() {
    closes++;
  }

  /** A standby that lacks what was committed last took over. */
  synchronized void loseAfter(long sequence) {
    rows.removeIf(row -> row.sequence() > sequence);
  }

  private long head() {
    return rows.isEmpty() ? 0 : rows.getLast().sequence();
  }

  private void failWhenAway() throws SQLException {
    if (isAway) {
      throw new SQLException("the server is away", "08001");
    }
  }
}
