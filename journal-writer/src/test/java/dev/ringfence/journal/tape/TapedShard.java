package dev.ringfence.journal.tape;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.command.RefusalRule;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.Side;
import dev.ringfence.engine.shard.BatchListener;
import dev.ringfence.engine.shard.BatchReplay;
import dev.ringfence.engine.shard.DecidedBatch;
import dev.ringfence.engine.shard.Journal;
import dev.ringfence.engine.shard.ShardConfig;
import dev.ringfence.engine.shard.WaitMode;
import dev.ringfence.engine.state.ShardState;
import java.util.List;
import java.util.Random;

/**
 * A shard without a thread that is asked at random: few accounts and orders, so that much is
 * accepted, and old ids again, so that the journal has to find them.
 */
public final class TapedShard {
  /** Windows so small that the journal knows more than the memory. */
  public static final ShardConfig CONFIG =
      new ShardConfig(0, 1, 32, 16, 1 << 20, WaitMode.BLOCKING, 64, 32, 64, 4, 20);

  /** The time of its first batch is not before this. */
  public static final long FIRST_MILLIS = 1_800_000_000_000L;

  private static final List<CommandType> TYPES = List.of(CommandType.values());
  private static final List<RefusalRule> RULES = List.of(RefusalRule.values());
  private static final int ACCOUNTS = 5;
  private static final int REMEMBERED = 2_000;

  private final Random random;
  private final ShardState state;
  private final BatchReplay shard;
  private BatchListener tape;
  private long timeMillis = FIRST_MILLIS;
  private int asked;
  private long epoch;

  public TapedShard(long seed, ShardState state, Journal journal, BatchListener tape) {
    random = new Random(seed);
    this.state = state;
    this.tape = tape;
    shard = new BatchReplay(CONFIG, state, journal, new OnTape());
  }

  /** Goes on under another tape, or as another session of it. */
  public void tape(BatchListener next) {
    tape = next;
  }

  public ShardState state() {
    return state;
  }

  public void runBatches(int count) {
    for (int batch = 0; batch < count; batch++) {
      timeMillis += random.nextInt(200);
      int commands = random.nextInt(CONFIG.maxBatchCommands());
      for (int command = 0; command < commands; command++) {
        fill(shard.next());
      }
      var fenced = shard.run(timeMillis);
      if (fenced != null) {
        throw new AssertionError(fenced.cause());
      }
      shard.clear();
    }
  }

  /** Where a shard that is rebuilt now begins, with all of its memory. */
  public SessionStart start() {
    return new SessionStart(++epoch, state.batchNumber(), state.sequence(), state.timeMillis(), 1);
  }

  /** The time of the last batch; that of the next one is not before. */
  public long timeMillis() {
    return timeMillis;
  }

  public void timeMillis(long millis) {
    timeMillis = millis;
  }

  private void fill(Command slot) {
    boolean isRepeat = asked > 0 && random.nextInt(6) == 0;
    int number = isRepeat ? asked - 1 - random.nextInt(Math.min(asked, REMEMBERED)) : asked++;
    // What a number asks for is always the same, but for one time in twenty.
    Random content =
        new Random(random.nextInt(20) == 0 && isRepeat ? number + 1_000_000L : number * 31L);
    slot.type(
        number < ACCOUNTS ? CommandType.OPEN_ACCOUNT : TYPES.get(content.nextInt(TYPES.size())));
    slot.accountId(number < ACCOUNTS ? number + 1 : 1 + content.nextInt(ACCOUNTS));
    slot.requestId().set("request-" + number);
    slot.orderId().set("order-" + content.nextInt(Math.max(4, number / 4)));
    slot.currency(CurrencyCode.parse("USD"));
    slot.status(content.nextInt(8) > 0 ? AccountStatus.ACTIVE : AccountStatus.FROZEN);
    slot.side(content.nextBoolean() ? Side.BUY : Side.SELL);
    slot.amount(1 + content.nextInt(50_000)).cash(content.nextInt(50_000));
    slot.lastFill(content.nextInt(3) == 0);
    if (slot.type() == CommandType.APPLY_FILL || content.nextInt(4) == 0) {
      slot.symbol().set("SYMBOL-" + content.nextInt(3));
    }
    if (content.nextInt(3) == 0) {
      slot.timeToLiveMillis(1 + content.nextInt(2_000));
    }
    slot.refusalRule(RULES.get(content.nextInt(RULES.size())));
  }

  /** Whichever tape it is at the time. */
  private final class OnTape implements BatchListener {
    @Override
    public void onCommitting(DecidedBatch batch) {
      tape.onCommitting(batch);
    }

    @Override
    public void onBatch(DecidedBatch batch) {
      tape.onBatch(batch);
    }
  }
}
