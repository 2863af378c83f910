package dev.ringfence.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeaseTest {
  private static final LeaseConfig CONFIG = new LeaseConfig(1_000, 100, 10, 300);

  /** Near its end, so that it wraps. */
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

  private final Lease lease = new Lease(CONFIG, nanos::get, nanos.get());

  @Test
  void shouldBeTrustedUntilTheMarginBeforeItsEnd() {
    pass(699);
    boolean before = lease.isTrusted();
    pass(1);

    assertTrue(before);
    assertFalse(lease.isTrusted());
  }

  @Test
  void shouldCountFromBeforeTheRenewalWasSent() {
    pass(500);
    long sentNanos = nanos.get();
    pass(400);
    lease.renewed(sentNanos);

    pass(299);
    boolean before = lease.isTrusted();
    pass(1);

    assertTrue(before);
    assertFalse(lease.isTrusted());
  }

  @Test
  void shouldNotBeTrustedAgainWhenARenewalComesAfterItsEnd() {
    lease.end();
    lease.renewed(nanos.get());

    assertFalse(lease.isTrusted());
  }

  @Test
  void shouldKeepAFifthAsMarginWhenNoneIsGiven() {
    assertEquals(600, LeaseConfig.DEFAULT.answerMarginMillis());
  }

  @Test
  void shouldRefuseAMarginThatLeavesNoTimeForALateBeat() {
    assertThrows(IllegalArgumentException.class, () -> new LeaseConfig(1_000, 300, 10, 401));
    assertThrows(IllegalArgumentException.class, () -> new LeaseConfig(1_000, 300, 10, -1));
  }

  private void pass(long millis) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
