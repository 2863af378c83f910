package dev.ringfence.snapshotter.verify;

import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.effect.EffectType;

/** What each kind of effect may do, and to whom. */
final class EffectLaws {
  private EffectLaws() {}

  /** Whether the type allows these changes of free and reserved cash and quantity, and of cost. */
  static boolean allow(
      EffectType type,
      long balance,
      long reserved,
      long quantity,
      long reservedQuantity,
      long cost) {
    return allowSums(type, balance, reserved, quantity, reservedQuantity)
        && allowCost(type, balance + reserved, quantity + reservedQuantity, cost);
  }

  private static boolean allowSums(
      EffectType type, long balance, long reserved, long quantity, long reservedQuantity) {
    long cash = balance + reserved;
    long units = quantity + reservedQuantity;
    return switch (type) {
      case OPENED, STATUS_CHANGED ->
          balance == 0 && reserved == 0 && quantity == 0 && reservedQuantity == 0;
      case DEPOSITED ->
          reserved == 0
              && reservedQuantity == 0
              && balance >= 0
              && quantity >= 0
              && (balance > 0) != (quantity > 0);
      case WITHDRAWN ->
          reserved == 0
              && reservedQuantity == 0
              && balance <= 0
              && quantity <= 0
              && (balance < 0) != (quantity < 0);
      case RESERVED -> cash == 0 && units == 0 && reserved >= 0 && reservedQuantity >= 0;
      case AMENDED -> cash == 0 && units == 0;
      case RELEASED, EXPIRED -> cash == 0 && units == 0 && reserved <= 0 && reservedQuantity <= 0;
      case FILLED -> (cash <= 0 && units >= 0) || (cash >= 0 && units <= 0);
      case SETTLED -> cash <= 0 && units <= 0 && balance >= 0 && quantity >= 0;
    };
  }

  /** What was bought costs the cash that it took; what goes takes a share of the cost with it. */
  private static boolean allowCost(EffectType type, long cash, long units, long cost) {
    return switch (type) {
      case OPENED, STATUS_CHANGED, RESERVED, AMENDED, RELEASED, EXPIRED -> cost == 0;
      case DEPOSITED -> units == 0 ? cost == 0 : cost >= 0;
      case WITHDRAWN, SETTLED -> units == 0 ? cost == 0 : cost <= 0;
      case FILLED -> units > 0 ? cost == -cash : cost <= 0;
    };
  }

  /** Whether an account in that status lets it happen. */
  static boolean allow(EffectType type, AccountStatus status) {
    return switch (status) {
      case ACTIVE -> true;
      case FROZEN -> type != EffectType.WITHDRAWN && type != EffectType.RESERVED;
      case CLOSED -> false;
    };
  }

  /** How a reservation ends of which the type leaves nothing; OPEN if it can't. */
  static ReservationState end(EffectType type) {
    return switch (type) {
      case FILLED, SETTLED -> ReservationState.SETTLED;
      case AMENDED, RELEASED -> ReservationState.RELEASED;
      case EXPIRED -> ReservationState.EXPIRED;
      case OPENED, STATUS_CHANGED, DEPOSITED, WITHDRAWN, RESERVED -> ReservationState.OPEN;
    };
  }
}
