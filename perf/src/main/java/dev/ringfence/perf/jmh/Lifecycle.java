package dev.ringfence.perf.jmh;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.command.CommandType;
import dev.ringfence.engine.command.CommandWriter;
import dev.ringfence.engine.domain.Side;
import dev.ringfence.engine.domain.Text;

/**
 * The life of one order after the other: reserve, amend, fill a part, release the rest. Orders go
 * over all accounts in a scattered order. Between two steps of an order stand those of others.
 */
final class Lifecycle implements CommandWriter {
  private static final int STEPS = 4;
  private static final long SCATTER = 0x9E37_79B9_7F4A_7C15L;
  private static final Text[] SYMBOLS = {
    Text.of("AAPL"), Text.of("MSFT"), Text.of("NVDA"), Text.of("SEAT-ROW-12")
  };

  private final Ids ids = new Ids();
  private final int accounts;
  private final long ordersApart;
  private long written;

  /**
   * @param ordersApart how many other orders make a step before an order makes its next
   */
  Lifecycle(int accounts, int ordersApart) {
    this.accounts = accounts;
    this.ordersApart = ordersApart;
  }

  @Override
  public void write(Command slot) {
    long round = written / STEPS;
    int step = (int) (written % STEPS);
    long order = round - step * ordersApart;
    if (order < 0) {
      step = 0;
      order = -1 - written;
    }
    slot.accountId(1 + Long.remainderUnsigned(order * SCATTER, accounts));
    ids.write(written, slot.requestId());
    ids.write(order, slot.orderId());
    written++;
    switch (step) {
      case 0 -> slot.type(CommandType.RESERVE).amount(10);
      case 1 -> slot.type(CommandType.AMEND).amount(20);
      case 2 -> {
        slot.type(CommandType.APPLY_FILL).side(Side.BUY).amount(3).cash(5);
        slot.symbol().set(SYMBOLS[(int) (slot.accountId() % SYMBOLS.length)]);
      }
      default -> slot.type(CommandType.RELEASE);
    }
  }
}
