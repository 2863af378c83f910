package dev.ringfence.journal;

import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome.BadRow;
import dev.ringfence.engine.shard.CommitOutcome.DuplicateRequest;
import dev.ringfence.engine.shard.CommitOutcome.DuplicateReservation;
import dev.ringfence.engine.shard.CommitOutcome.Offender;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the effects because of which a batch was rolled back: first those whose request or order is
 * in the tables already, with one query each; if there are none, those that fail when the effects
 * are tried one by one, in a transaction that is taken back. A row that is missing then may be one
 * that an earlier offender would have made, so it is nobody's fault yet: the commands are decided
 * again without the offenders, and if the row is still missing, the next round says so.
 */
final class Offenders {
  private static final String RESERVATIONS =
      """
      SELECT d.index
        FROM unnest(?, ?, ?) d(index, account_id, order_id)
        JOIN reservations r ON r.account_id = d.account_id AND r.order_id = d.order_id
       ORDER BY d.index
      """;

  private final ShardLink link;
  private final ShardOwnership ownership;

  Offenders(ShardLink link, ShardOwnership ownership) {
    this.link = link;
    this.ownership = ownership;
  }

  /** In the order of the batch; empty if none can be found. */
  List<Offender> of(EffectBatch batch) throws SQLException {
    List<Offender> duplicates = new ArrayList<>();
    duplicateRequests(batch, duplicates);
    duplicateReservations(batch, duplicates);
    return duplicates.isEmpty() ? badRows(batch) : duplicates;
  }

  private void duplicateRequests(EffectBatch batch, List<Offender> found) throws SQLException {
    AcceptedRequests requests = new AcceptedRequests();
    for (int index = 0; index < batch.size(); index++) {
      Effect effect = batch.get(index);
      if (!effect.requestId().isEmpty()) {
        requests.add(index, effect.accountId(), effect.requestId());
      }
    }
    for (AcceptedRequests.Row row : requests.find(link.jdbc())) {
      found.add(new DuplicateRequest(row.index(), row.fingerprint(), row.answer()));
    }
  }

  private void duplicateReservations(EffectBatch batch, List<Offender> found) throws SQLException {
    List<Integer> indexes = new ArrayList<>();
    for (int index = 0; index < batch.size(); index++) {
      Effect effect = batch.get(index);
      if (effect.reservation().present() && effect.reservation().stateBefore() == null) {
        indexes.add(index);
      }
    }
    try (PreparedStatement statement = link.jdbc().prepareStatement(RESERVATIONS)) {
      bindOrders(statement, batch, indexes);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          int index = rows.getInt(1);
          if (found.stream().noneMatch(offender -> offender.effectIndex() == index)) {
            found.add(new DuplicateReservation(index));
          }
        }
      }
    }
  }

  private void bindOrders(PreparedStatement statement, EffectBatch batch, List<Integer> indexes)
      throws SQLException {
    Object[] accounts = new Object[indexes.size()];
    Object[] orders = new Object[indexes.size()];
    for (int key = 0; key < orders.length; key++) {
      Effect effect = batch.get(indexes.get(key));
      accounts[key] = effect.accountId();
      orders[key] = effect.reservation().orderId().toString();
    }
    Connection connection = link.jdbc();
    statement.setArray(1, connection.createArrayOf("int4", indexes.toArray()));
    statement.setArray(2, connection.createArrayOf("int8", accounts));
    statement.setArray(3, connection.createArrayOf("text", orders));
  }

  private List<Offender> badRows(EffectBatch batch) throws SQLException {
    List<Offender> found = new ArrayList<>();
    BatchRows rows = new BatchRows();
    Connection connection = link.jdbc();
    connection.setAutoCommit(false);
    try {
      long number = batch.number();
      for (int index = 0; index < batch.size(); index++) {
        Effect effect = batch.get(index);
        rows.encodeAlone(effect, link.types());
        Savepoint before = connection.setSavepoint();
        try {
          if (!execute(batch, effect, number, rows)) {
            return List.of();
          }
          number++;
          connection.releaseSavepoint(before);
        } catch (SQLException e) {
          if (SqlState.of(e) != SqlState.BAD_DATA) {
            throw e;
          }
          connection.rollback(before);
          String code = SqlState.codeOf(e);
          if (found.isEmpty() || !code.equals(SqlState.DIVISION_BY_ZERO)) {
            found.add(new BadRow(index, code));
          }
        }
      }
      return found;
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private boolean execute(EffectBatch batch, Effect effect, long number, BatchRows rows)
      throws SQLException {
    return link.batchStatement()
        .execute(
            ownership.shardId(),
            ownership.epoch(),
            number,
            effect.sequence(),
            batch.timeMillis(),
            rows);
  }
}
