package dev.ringfence.perf.jmh;

import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.CurrencyCode;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Text;
import dev.ringfence.engine.state.ShardState;
import dev.ringfence.engine.state.WindowSizes;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/**
 * What accounts and open reservations take on the heap, by what is left after a collection. The
 * first argument is the number of accounts, 10 million if there is none; every tenth gets an open
 * reservation with an order id of 36 characters.
 */
public final class EngineMemory {
  private static final int ACCOUNTS = 10_000_000;
  private static final int ACCOUNTS_PER_RESERVATION = 10;
  private static final long BALANCE = 1_000_000;
  private static final long HELD = 10_000;

  private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
  private final ShardState state = new ShardState(WindowSizes.DEFAULT, 1);

  private EngineMemory() {}

  public static void main(String[] arguments) {
    int accounts = arguments.length == 0 ? ACCOUNTS : Integer.parseInt(arguments[0]);
    new EngineMemory().measure(accounts);
  }

  private void measure(int accounts) {
    System.out.printf("Largest heap: %,d MB%n", Runtime.getRuntime().maxMemory() >>> 20);
    long empty = usedBytes();
    long startNanos = System.nanoTime();
    addAccounts(accounts);
    long seconds = (System.nanoTime() - startNanos) / 1_000_000_000;
    long withAccounts = usedBytes();
    int reservations = accounts / ACCOUNTS_PER_RESERVATION;
    addReservations(reservations);
    long withReservations = usedBytes();
    print("account", state.accountCount(), withAccounts - empty);
    print("open reservation", state.openReservationCount(), withReservations - withAccounts);
    System.out.printf(
        "In all %,d MB; the accounts came in within %d s%n", withReservations >>> 20, seconds + 1);
  }

  private void addAccounts(int count) {
    long dollars = CurrencyCode.parse("USD");
    for (int account = 1; account <= count; account++) {
      state.restoreAccount(account, dollars, AccountStatus.ACTIVE, BALANCE, HELD, 2);
    }
  }

  private void addReservations(int count) {
    Ids ids = new Ids();
    Text orderId = new Text();
    Text cash = new Text();
    for (int index = 0; index < count; index++) {
      int account = 1 + index * ACCOUNTS_PER_RESERVATION;
      ids.write(index, orderId);
      state.restoreReservation(
          account, orderId, cash, index, HELD, HELD, ReservationState.OPEN, 1_000L + index);
    }
  }

  private static void print(String what, long count, long bytes) {
    System.out.printf("%,d × %s: %.1f bytes each%n", count, what, (double) bytes / count);
  }

  private long usedBytes() {
    System.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
