package dev.ringfence.engine.state;

import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Text;

/**
 * Sees everything that a shard holds, for checks and tools; in no particular order. Texts are only
 * valid during the call.
 */
public interface StateVisitor {
  default void onAccount(
      long accountId,
      long currency,
      AccountStatus status,
      long balance,
      long reserved,
      long version) {}

  default void onPosition(
      long accountId, Text symbol, long quantity, long reservedQuantity, long cost) {}

  /** An open reservation; the symbol is empty for cash. */
  default void onOpenReservation(
      long accountId,
      Text orderId,
      Text symbolOrEmpty,
      long openedSequence,
      long amount,
      long remaining,
      long expiresAtMillis) {}
}
