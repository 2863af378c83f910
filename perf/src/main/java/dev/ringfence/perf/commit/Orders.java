package dev.ringfence.perf.commit;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.perf.jmh.Ids;

/** Opens and funds the accounts of one shard, then reserves of them in a scattered order. */
final class Orders implements CommandWriter {
  private static final long SCATTER = 0x9E37_79B9_7F4A_7C15L;
  private static final long FUNDS = 1_000_000_000_000_000L;
  private static final long HELD = 1_502_500;

  private final Ids ids = new Ids();
  private final long currency = CurrencyCode.parse("USD");
  private final int shardId;
  private final int shardCount;
  private final int accounts;
  private long written;

  Orders(int shardId, int shardCount, int accounts) {
    this.shardId = shardId;
    this.shardCount = shardCount;
    this.accounts = accounts;
  }

  /** How many commands come before the first reserve. */
  int openings() {
    return 2 * accounts;
  }

  @Override
  public void write(Command slot) {
    ids.write(written, slot.requestId());
    if (written < accounts) {
      slot.type(CommandType.OPEN_ACCOUNT).accountId(id(written)).currency(currency);
    } else if (written < openings()) {
      slot.type(CommandType.DEPOSIT).accountId(id(written - accounts)).amount(FUNDS);
    } else {
      slot.type(CommandType.RESERVE).amount(HELD);
      slot.accountId(id(Long.remainderUnsigned(written * SCATTER, accounts)));
      ids.write(written, slot.orderId());
    }
    written++;
  }

  private long id(long index) {
    return (index + 1) * shardCount + shardId;
  }
}
