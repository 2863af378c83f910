package dev.ringfence.snapshotter.verify;

import static dev.ringfence.snapshotter.verify.EffectLaws.allow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.effect.EffectType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EffectLawsTest {
  @ParameterizedTest
  @EnumSource
  void shouldForbidWhenMoneyComesOutOfNothing(EffectType type) {
    boolean deposits = type == EffectType.DEPOSITED;

    assertTrue(allow(type, 5, 0, 0, 0, 0) == (deposits || type == EffectType.FILLED));
    assertFalse(allow(type, 5, 0, 5, 0, 0), "cash and units at once");
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENED", "STATUS_CHANGED"})
  void shouldForbidAnyChangeWhenOnlyTheAccountIsMeant(EffectType type) {
    assertTrue(allow(type, 0, 0, 0, 0, 0));
    assertFalse(allow(type, 5, 0, 0, 0, 0));
    assertFalse(allow(type, 0, 5, 0, 0, 0));
    assertFalse(allow(type, 0, 0, 5, 0, 0));
    assertFalse(allow(type, 0, 0, 0, 5, 0));
    assertFalse(allow(type, 5, -5, 0, 0, 0));
    assertFalse(allow(type, 0, 0, -5, 5, 0));
  }

  @Test
  void shouldAllowWhenMoneyOnlyChangesSides() {
    assertTrue(allow(EffectType.RESERVED, -5, 5, 0, 0, 0));
    assertTrue(allow(EffectType.RESERVED, 0, 0, -5, 5, 0));
    assertTrue(allow(EffectType.AMENDED, 5, -5, 0, 0, 0));
    assertTrue(allow(EffectType.AMENDED, 0, 0, 0, 0, 0));
    assertTrue(allow(EffectType.RELEASED, 5, -5, 0, 0, 0));
    assertTrue(allow(EffectType.EXPIRED, 0, 0, 5, -5, 0));
    assertFalse(allow(EffectType.RESERVED, 5, -5, 0, 0, 0));
    assertFalse(allow(EffectType.RELEASED, -5, 5, 0, 0, 0));
    assertFalse(allow(EffectType.RESERVED, 0, 5, 0, 0, 0));
  }

  @Test
  void shouldAllowWhenAFillSwapsCashAndUnits() {
    assertTrue(allow(EffectType.FILLED, 2, -10, 3, 0, 8));
    assertTrue(allow(EffectType.FILLED, 8, 0, 1, -3, 0));
    assertTrue(allow(EffectType.FILLED, 0, 0, 3, 0, 0), "bought for nothing");
    assertTrue(allow(EffectType.FILLED, 0, 0, 0, -3, 0), "sold for nothing");
    assertFalse(allow(EffectType.FILLED, 8, 0, 3, 0, 0));
    assertFalse(allow(EffectType.FILLED, 0, -8, 0, -3, 0));
  }

  @Test
  void shouldAllowWhenWhatWasReservedIsUsedUp() {
    assertTrue(allow(EffectType.SETTLED, 0, -5, 0, 0, 0));
    assertTrue(allow(EffectType.SETTLED, 0, 0, 0, -5, 0));
    assertTrue(allow(EffectType.WITHDRAWN, -5, 0, 0, 0, 0));
    assertFalse(allow(EffectType.SETTLED, -5, 0, 0, 0, 0));
    assertFalse(allow(EffectType.WITHDRAWN, 0, -5, 0, 0, 0));
  }

  @Test
  void shouldForbidWhenTheCostIsNotWhatWasPaid() {
    assertTrue(allow(EffectType.DEPOSITED, 0, 0, 3, 0, 7));
    assertTrue(allow(EffectType.WITHDRAWN, 0, 0, -3, 0, -7));
    assertTrue(allow(EffectType.FILLED, 8, 0, 0, -3, -7));
    assertTrue(allow(EffectType.SETTLED, 0, 0, 0, -3, -7));
    assertFalse(allow(EffectType.DEPOSITED, 5, 0, 0, 0, 7));
    assertFalse(allow(EffectType.DEPOSITED, 0, 0, 3, 0, -7));
    assertFalse(allow(EffectType.FILLED, 2, -10, 3, 0, 7));
    assertFalse(allow(EffectType.FILLED, 8, 0, 0, -3, 7));
    assertFalse(allow(EffectType.RESERVED, 0, 0, -5, 5, 1));
    assertFalse(allow(EffectType.SETTLED, 0, 0, 0, -3, 7));
  }

  @Test
  void shouldForbidWhatTheAccountsStatusForbids() {
    for (EffectType type : EffectType.values()) {
      boolean takes = type == EffectType.WITHDRAWN || type == EffectType.RESERVED;

      assertTrue(allow(type, AccountStatus.ACTIVE));
      assertEquals(!takes, allow(type, AccountStatus.FROZEN), type::toString);
      assertFalse(allow(type, AccountStatus.CLOSED));
    }
  }
}
