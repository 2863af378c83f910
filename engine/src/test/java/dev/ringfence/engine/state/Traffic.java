package dev.ringfence.engine.state;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.Reason;
import dev.ringfence.engine.domain.Side;
import dev.ringfence.engine.domain.Text;
import dev.ringfence.engine.effect.Effect;
import dev.ringfence.engine.effect.EffectBatch;

/** Commands with UUID-like ids, decided and applied in batches, that cost no garbage to make. */
public final class Traffic {
  private static final long DOLLARS = CurrencyCode.parse("USD");
  private static final byte[] DIGITS = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final String UUID_OF_ZEROS = "00000000-0000-0000-0000-000000000000";
  private static final int ID_LENGTH = UUID_OF_ZEROS.length();
  private static final int FIRST_COUNTED = 24;

  private final ShardState state;
  private final Decider decider = new Decider();
  private final EffectBatch batch;
  private final int batchSize;
  private final Command command = new Command();
  private final byte[] id = new byte[ID_LENGTH];
  private final Text symbol = Text.of("AAPL");
  private long requests;
  private int inBatch;

  public Traffic(ShardState state, int batchSize) {
    this.state = state;
    this.batchSize = batchSize;
    batch = new EffectBatch(0, batchSize);
    Text.of(UUID_OF_ZEROS).copyTo(id, 0);
    begin();
  }

  public Reason open(long accountId) {
    return run(next(CommandType.OPEN_ACCOUNT, accountId).currency(DOLLARS));
  }

  public Reason deposit(long accountId, long amount) {
    return run(next(CommandType.DEPOSIT, accountId).amount(amount));
  }

  public Reason withdraw(long accountId, long amount) {
    return run(next(CommandType.WITHDRAW, accountId).amount(amount));
  }

  public Reason reserve(long accountId, long order, long amount) {
    return run(ofOrder(CommandType.RESERVE, accountId, order).amount(amount));
  }

  public Reason amend(long accountId, long order, long amount) {
    return run(ofOrder(CommandType.AMEND, accountId, order).amount(amount));
  }

  public Reason buy(long accountId, long order, long units, long cash) {
    Command fill = ofOrder(CommandType.APPLY_FILL, accountId, order);
    fill.symbol().set(symbol);
    return run(fill.side(Side.BUY).amount(units).cash(cash));
  }

  public Reason release(long accountId, long order) {
    return run(ofOrder(CommandType.RELEASE, accountId, order));
  }

  public Reason read(long accountId) {
    command.clear();
    return run(command.type(CommandType.GET_ACCOUNT).accountId(accountId));
  }

  /** Makes durable what was decided so far. */
  public void commit() {
    state.checkConservation();
    state.commit(batch.isEmpty() ? state.batchNumber() : batch.number());
    begin();
  }

  private void begin() {
    inBatch = 0;
    state.beginBatch(1);
    batch.begin(state.batchNumber() + 1, 1);
  }

  private Command ofOrder(CommandType type, long accountId, long order) {
    Command next = next(type, accountId);
    writeId(order);
    next.orderId().set(id, 0, ID_LENGTH);
    return next;
  }

  private Command next(CommandType type, long accountId) {
    command.clear();
    writeId(requests);
    requests++;
    command.requestId().set(id, 0, ID_LENGTH);
    return command.type(type).accountId(accountId);
  }

  private Reason run(Command next) {
    Effect effect = batch.next();
    Reason reason = decider.decide(state, next, 1, effect);
    if (effect.type() != null) {
      state.apply(effect);
      batch.add();
    } else if (reason != Reason.NONE && !next.type().isRead()) {
      state.refuse(next, effect.fingerprint());
    }
    inBatch++;
    if (batch.size() == batchSize || inBatch == 4_096) {
      commit();
    }
    return reason;
  }

  private void writeId(long number) {
    long rest = number;
    for (int index = ID_LENGTH - 1; index >= FIRST_COUNTED; index--) {
      id[index] = DIGITS[(int) (rest & 0xF)];
      rest >>>= 4;
    }
  }
}
