package dev.ringfence.journal;

import dev.ringfence.engine.domain.Text;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome.BadRow;
import dev.ringfence.engine.shard.CommitOutcome.DuplicateRequest;
import dev.ringfence.engine.shard.CommitOutcome.DuplicateReservation;
import dev.ringfence.engine.shard.CommitOutcome.Offender;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the effects because of which a batch was rolled back: first those whose request or order is
 * in the tables already; if there are none, those that fail when the effects are tried one by one,
 * in a transaction that is taken back. A row that is missing then may be one that an earlier
 * offender would have made, so it is nobody's fault yet: the commands are decided again without the
 * offenders, and if the row is still missing, the next round says so.
 */
final class Offenders {
  private static final Text NO_ORDER = new Text();

  private final ShardLink link;
  private final ShardOwnership ownership;

  Offenders(ShardLink link, ShardOwnership ownership) {
    this.link = link;
    this.ownership = ownership;
  }

  /** In the order of the batch; empty if none can be found. */
  List<Offender> of(EffectBatch batch) throws SQLException {
    List<Offender> repeats = repeats(batch);
    return repeats.isEmpty() ? badRows(batch) : repeats;
  }

  private List<Offender> repeats(EffectBatch batch) throws SQLException {
    Repeats repeats = new Repeats();
    for (int index = 0; index < batch.size(); index++) {
      Effect effect = batch.get(index);
      repeats.add(index, effect.accountId(), effect.requestId(), openedOrder(effect));
    }
    List<Offender> found = new ArrayList<>();
    for (Repeats.Row row : repeats.find(link.jdbc())) {
      found.add(
          row.original() == null
              ? new DuplicateReservation(row.index())
              : new DuplicateRequest(row.index(), row.fingerprint(), row.original()));
    }
    return found;
  }

  private static Text openedOrder(Effect effect) {
    boolean isOpened = effect.reservation().present() && effect.reservation().stateBefore() == null;
    return isOpened ? effect.reservation().orderId() : NO_ORDER;
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
