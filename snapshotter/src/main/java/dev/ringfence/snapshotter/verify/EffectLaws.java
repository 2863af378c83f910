package dev.ringfence.snapshotter.verify;

import dev.ringfence.engine.effect.EffectType;

/** What each kind of effect may do to cash and quantity. */
final class EffectLaws {
  private EffectLaws() {}

  /** Whether the type allows these changes of free and reserved cash and quantity. */
  static boolean allow(
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
}
