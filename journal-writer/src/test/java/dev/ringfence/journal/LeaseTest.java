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

  private final AtomicLong wallMillis = new AtomicLong(1_800_000_000_000L);
  private final LeaseClock clock = new LeaseClock(nanos::get, wallMillis::get);
  private final Lease lease = new Lease(CONFIG, clock, clock.now());

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
    LeaseClock.Moment sent = clock.now();
    pass(400);
    lease.renewed(sent);

    pass(299);
    boolean before = lease.isTrusted();
    pass(1);

    assertTrue(before);
    assertFalse(lease.isTrusted());
  }

  @Test
  void shouldNotBeTrustedAgainWhenARenewalComesAfterItsEnd() {
    lease.end();
    lease.renewed(clock.now());

    assertFalse(lease.isTrusted());
  }

  @Test
  void shouldNotBeTrustedAfterASuspensionUntilItIsRenewed() {
    // The monotonic clock stands still meanwhile.
    wallMillis.addAndGet(700);
    boolean afterwards = lease.isTrusted();
    lease.renewed(clock.now());

    assertFalse(afterwards);
    assertTrue(lease.isTrusted());
  }

  @Test
  void shouldEndInTimeWhenTheWallClockIsSetBack() {
    wallMillis.addAndGet(-TimeUnit.DAYS.toMillis(365));
    pass(699);
    boolean before = lease.isTrusted();
    pass(1);

    assertTrue(before);
    assertFalse(lease.isTrusted());
  }

  @Test
  void shouldLetADeadOwnerBeSucceededWithinFourSeconds() {
    LeaseConfig config = LeaseConfig.DEFAULT;

    assertTrue(config.leaseMillis() + config.pollMillis() <= 4_000, config::toString);
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
    wallMillis.addAndGet(millis);
  }
}
