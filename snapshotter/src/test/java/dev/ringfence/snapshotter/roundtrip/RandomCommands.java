package dev.ringfence.snapshotter.roundtrip;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.Side;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Commands that meet: few accounts, symbols and orders, so that many are accepted. */
final class RandomCommands {
  private static final List<CommandType> TYPES =
      List.of(
          CommandType.OPEN_ACCOUNT,
          CommandType.SET_STATUS,
          CommandType.DEPOSIT,
          CommandType.DEPOSIT,
          CommandType.WITHDRAW,
          CommandType.RESERVE,
          CommandType.RESERVE,
          CommandType.RESERVE,
          CommandType.AMEND,
          CommandType.RELEASE,
          CommandType.APPLY_FILL,
          CommandType.APPLY_FILL,
          CommandType.SETTLE);
  private static final int ACCOUNTS = 6;
  private static final int NEWEST_ORDERS = 3;
  private static final int SYMBOLS = 3;
  private static final int LARGEST_AMOUNT = 50_000;
  private static final int LONGEST_LIFE_MILLIS = 5_000;

  private final Random random;
  private final Map<Long, Integer> orders = new HashMap<>();
  private long requests;

  RandomCommands(Random random) {
    this.random = random;
  }

  /** Fills the command with the next, for an account of that shard. */
  void next(Command command, int shardId, int shardCount) {
    command.clear();
    command.type(TYPES.get(random.nextInt(TYPES.size())));
    command.accountId(accountId(shardId, shardCount));
    command.requestId().set("request-" + ++requests);
    command.orderId().set("order-" + order(command));
    command.currency(CurrencyCode.parse("EUR"));
    command.status(random.nextInt(4) > 0 ? AccountStatus.ACTIVE : AccountStatus.FROZEN);
    command.side(random.nextBoolean() ? Side.BUY : Side.SELL);
    command.amount(1 + random.nextInt(LARGEST_AMOUNT));
    command.cash(1 + random.nextInt(LARGEST_AMOUNT));
    command.lastFill(random.nextInt(3) == 0);
    if (command.type() == CommandType.APPLY_FILL || random.nextBoolean()) {
      command.symbol().set("SYMBOL-" + random.nextInt(SYMBOLS));
    }
    if (random.nextInt(3) == 0) {
      command.timeToLiveMillis(1 + random.nextInt(LONGEST_LIFE_MILLIS));
    }
    if (command.type() == CommandType.AMEND && random.nextInt(4) == 0) {
      command.amount(0);
    }
  }

  /** Small ones, and the largest there is. */
  private long accountId(int shardId, int shardCount) {
    int place = random.nextInt(ACCOUNTS);
    return place == 0
        ? Long.MAX_VALUE - (Long.MAX_VALUE - shardId) % shardCount
        : (1L + place) * shardCount + shardId;
  }

  /** The next for a reservation, and one of the newest for what follows. */
  private int order(Command command) {
    if (command.type() == CommandType.RESERVE) {
      return orders.merge(command.accountId(), 1, Integer::sum);
    }
    return orders.getOrDefault(command.accountId(), 0) - random.nextInt(NEWEST_ORDERS);
  }
}
