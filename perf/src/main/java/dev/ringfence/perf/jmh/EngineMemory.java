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

  /**
   * What was found.
   *
   * @param bytesInAll the heap that all of it takes
   */
  public record Taken(
      long accounts,
      double bytesPerAccount,
      long reservations,
      double bytesPerReservation,
      long bytesInAll) {}

  public static void main(String[] arguments) {
    int accounts = arguments.length == 0 ? ACCOUNTS : Integer.parseInt(arguments[0]);
    System.out.printf("Largest heap: %,d MB%n", Runtime.getRuntime().maxMemory() >>> 20);
    long startNanos = System.nanoTime();
    Taken taken = measure(accounts);
    System.out.printf(
        "%,d accounts: %.1f bytes each%n%,d open reservations: %.1f bytes each%n"
            + "In all %,d MB, within %d s%n",
        taken.accounts(),
        taken.bytesPerAccount(),
        taken.reservations(),
        taken.bytesPerReservation(),
        taken.bytesInAll() >>> 20,
        (System.nanoTime() - startNanos) / 1_000_000_000 + 1);
  }

  /** Fills a state with so many accounts, and looks at the heap. */
  public static Taken measure(int accounts) {
    return new EngineMemory().fill(accounts);
  }

  private Taken fill(int accounts) {
    long empty = usedBytes();
    addAccounts(accounts);
    long withAccounts = usedBytes();
    addReservations(accounts / ACCOUNTS_PER_RESERVATION);
    long withReservations = usedBytes();
    long reservations = state.openReservationCount();
    return new Taken(
        state.accountCount(),
        (double) (withAccounts - empty) / state.accountCount(),
        reservations,
        (double) (withReservations - withAccounts) / reservations,
        withReservations - empty);
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

  private long usedBytes() {
    System.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
