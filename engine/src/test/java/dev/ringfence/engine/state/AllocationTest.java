package dev.ringfence.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.ringfence.engine.domain.Reason;
import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** What is decided a million times must not make garbage. */
class AllocationTest {
  private static final int ACCOUNTS = 1_000;
  private static final int COMMANDS = 50_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final WindowSizes windows = new WindowSizes(4_096, 4_096, 4_096);
  private final Traffic traffic = new Traffic(new ShardState(windows), 1_024);

  AllocationTest() {
    for (int account = 1; account <= ACCOUNTS; account++) {
      assertEquals(Reason.NONE, traffic.open(account));
      assertEquals(Reason.NONE, traffic.deposit(account, 1_000_000_000));
    }
  }

  @Test
  void shouldAllocateNothingWhenDepositingAndWithdrawing() {
    assertAllocatesNothing(
        index -> {
          traffic.deposit(1 + index % ACCOUNTS, 2);
          traffic.withdraw(1 + index % ACCOUNTS, 1);
        });
  }

  @Test
  void shouldAllocateNothingWhenRefusing() {
    assertAllocatesNothing(
        index -> {
          traffic.withdraw(1 + index % ACCOUNTS, 1L << 50);
          traffic.deposit(ACCOUNTS + 1L, 1);
        });
  }

  @Test
  void shouldAllocateNothingWhenReading() {
    assertAllocatesNothing(index -> traffic.read(1 + index % ACCOUNTS));
  }

  @Test
  void shouldAllocateNothingInALifecycleThatComesAround() {
    assertAllocatesNothing(
        index -> {
          long account = 1L + index % ACCOUNTS;
          traffic.reserve(account, index, 10);
          traffic.amend(account, index, 20);
          traffic.buy(account, index, 3, 5);
          traffic.release(account, index);
        });
  }

  /** The first rounds fill windows and pages, and let the compiler do its work. */
  private void assertAllocatesNothing(IntConsumer command) {
    long least = Long.MAX_VALUE;
    int index = 0;
    for (int round = 0; round < 10 && least > 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int count = 0; count < COMMANDS; count++) {
        command.accept(index);
        index++;
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertTrue(least < COMMANDS / 100, "At least " + least + " bytes for " + COMMANDS);
  }
}
