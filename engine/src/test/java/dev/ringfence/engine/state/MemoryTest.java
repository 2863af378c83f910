package dev.ringfence.engine.state;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Text;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * What an account and a reservation take. All that is allocated is kept, but for the arrays of page
 * pointers that grew, so the bytes allocated are an upper bound of the bytes held.
 */
class MemoryTest {
  private static final int COUNT = 500_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final ShardState state = new ShardState(new WindowSizes(1, 1, 1));

  @Test
  void shouldKeepAccountsAndReservationsSmall() {
    double perAccount = measure(this::restoreAccounts);
    double perReservation = measure(this::restoreReservations);

    System.out.printf(
        "Memory: %.1f bytes per account, %.1f per open reservation with an id of 36 characters%n",
        perAccount, perReservation);
    assertTrue(perAccount <= 120, perAccount + " bytes per account");
    assertTrue(perReservation <= 160, perReservation + " bytes per reservation");
  }

  private double measure(Runnable fill) {
    long before = threads.getCurrentThreadAllocatedBytes();
    fill.run();
    return (threads.getCurrentThreadAllocatedBytes() - before) / (double) COUNT;
  }

  private void restoreAccounts() {
    for (int account = 1; account <= COUNT; account++) {
      state.restoreAccount(account, 1, AccountStatus.ACTIVE, 100, 10, 2);
    }
  }

  private void restoreReservations() {
    Text none = new Text();
    Text orderId = new Text();
    byte[] id = new byte[36];
    Text.of("0f8fad5b-d9cb-469f-a165-70867728950e").copyTo(id, 0);
    for (int account = 1; account <= COUNT; account++) {
      id[account % id.length] = (byte) ('a' + account % 26);
      orderId.set(id, 0, id.length);
      state.restoreReservation(
          account, orderId, none, account, 10, 10, ReservationState.OPEN, 1_000L + account);
    }
  }
}
