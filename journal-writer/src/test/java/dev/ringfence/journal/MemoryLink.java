package dev.ringfence.journal;

import dev.ringfence.engine.command.Answer;
import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;
import dev.ringfence.engine.shard.CommitOutcome.BadRow;
import dev.ringfence.engine.shard.CommitOutcome.DuplicateRequest;
import dev.ringfence.engine.shard.CommitOutcome.DuplicateReservation;
import dev.ringfence.engine.shard.CommitOutcome.Offender;
import dev.ringfence.engine.shard.LookUp.Doubt;
import dev.ringfence.engine.shard.LookUp.Found;
import dev.ringfence.engine.shard.LookUp.Original;
import dev.ringfence.journal.Mishaps.Point;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A link to tables in memory, over which calls may go wrong. */
final class MemoryLink implements BatchLink {
  private static final String CONNECTION_FAILURE = "08006";

  private final MemoryTables tables;
  private final Mishaps mishaps;
  private boolean broken;
  private boolean closed;

  MemoryLink(MemoryTables tables, Mishaps mishaps) {
    this.tables = tables;
    this.mishaps = mishaps;
  }

  @Override
  public ShardClaim raise(ShardOwnership ownership) throws SQLException {
    return call(Point.RAISE, () -> tables.raise(ownership.shardId(), ownership.owner()));
  }

  @Override
  public boolean write(EffectBatch batch, ShardOwnership ownership) throws SQLException {
    long epoch = ownership.epoch();
    if (mishaps.isLate(Point.COMMIT)) {
      EffectBatch sent = copy(batch);
      tables.underWay(batch.shardId(), () -> runLate(sent, epoch, ownership.owner()));
      broken = true;
      throw new SQLException("the link broke", CONNECTION_FAILURE);
    }
    boolean[] isIn = new boolean[1];
    try {
      return call(
          Point.COMMIT,
          () -> {
            isIn[0] = tables.write(batch, epoch, ownership.owner());
            return isIn[0];
          });
    } catch (SQLException failure) {
      if (isIn[0]) {
        tables.unreported(batch.shardId());
      }
      throw failure;
    }
  }

  @Override
  public List<Offender> offenders(EffectBatch batch, ShardOwnership ownership) throws SQLException {
    return call(Point.OFFENDERS, () -> offenders(batch));
  }

  @Override
  public Found lookUp(List<Doubt> doubts) throws SQLException {
    return call(Point.LOOK_UP, () -> found(doubts));
  }

  @Override
  public void close() {
    broken = true;
    closed = true;
  }

  /** Whether whoever had it gave it up. */
  boolean isClosed() {
    return closed;
  }

  private <T> T call(Point point, Mishaps.Call<T> call) throws SQLException {
    if (broken) {
      throw new SQLException("the link is closed", CONNECTION_FAILURE);
    }
    return mishaps.call(point, call);
  }

  private void runLate(EffectBatch batch, long epoch, String owner) {
    try {
      tables.write(batch, epoch, owner);
    } catch (SQLException refused) {
      // Nobody is there any more to hear of it.
    }
  }

  private Found found(List<Doubt> doubts) {
    List<Original> originals = new ArrayList<>();
    List<Integer> takenOrders = new ArrayList<>();
    for (int index = 0; index < doubts.size(); index++) {
      Command command = doubts.get(index).command();
      Effect earlier = tables.byRequest(command.accountId(), command.requestId().toString());
      if (earlier != null) {
        originals.add(new Original(index, earlier.fingerprint(), answer(earlier)));
      } else if (doubts.get(index).isOfOrder()
          && tables.hadReservation(command.accountId(), command.orderId().toString())) {
        takenOrders.add(index);
      }
    }
    return new Found(originals, takenOrders);
  }

  private static Answer answer(Effect effect) {
    Answer answer = new Answer();
    effect.describeIn(answer);
    return answer;
  }

  private List<Offender> offenders(EffectBatch batch) {
    List<Offender> offenders = new ArrayList<>();
    for (int index = 0; index < batch.size(); index++) {
      Effect effect = batch.get(index);
      if (tables.isDuplicateRequest(effect)) {
        Effect earlier = tables.byRequest(effect.accountId(), effect.requestId().toString());
        offenders.add(new DuplicateRequest(index, earlier.fingerprint(), answer(earlier)));
      } else if (tables.isDuplicateOrder(effect)) {
        offenders.add(new DuplicateReservation(index));
      }
    }
    for (int index = 0; offenders.isEmpty() && index < batch.size(); index++) {
      if (MemoryTables.isPoison(batch.get(index))) {
        offenders.add(new BadRow(index, "23514"));
      }
    }
    return offenders;
  }

  private static EffectBatch copy(EffectBatch batch) {
    EffectBatch copy = new EffectBatch(batch.shardId(), batch.size() + 1);
    copy.begin(batch.number(), batch.timeMillis());
    for (int index = 0; index < batch.size(); index++) {
      copy.next().set(batch.get(index));
      copy.add();
    }
    return copy;
  }
}
