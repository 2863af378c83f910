package dev.ringfence.engine.state;

import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.ReservationState;
import dev.ringfence.engine.domain.Text;
import dev.ringfence.engine.effect.Effect;

/** All that one shard knows. Used by one thread at a time. */
@SuppressWarnings("DoNotCallSuggester")
public final class ShardState {
  public ShardState(WindowSizes windows) {}

  /** Puts back an account, as its row says. */
  public void restoreAccount(
      long accountId,
      long currency,
      AccountStatus status,
      long balance,
      long reserved,
      long version) {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  /** Puts back a position, as its row says; its account comes first. */
  public void restorePosition(
      long accountId, Text symbol, long quantity, long reservedQuantity, long cost) {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  /**
   * Puts back a reservation, as its row says; its account comes first. Of those that have ended
   * only the newest are wanted, in the order in which they ended.
   */
  public void restoreReservation(
      long accountId,
      Text orderId,
      Text symbolOrEmpty,
      long openedSequence,
      long amount,
      long remaining,
      ReservationState state,
      long expiresAtMillis) {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  /** Puts back an accepted request id with its answer, from its ledger row; oldest first. */
  public void restoreAccepted(Effect effect) {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  /** Puts back where the shard's log ends. */
  public void restoreLog(long batchNumber, long sequence, long timeMillis) {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  /** Does what the effect says; the next in the log. */
  public void apply(Effect effect) {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  /** Undoes the last effect that was applied. */
  public void revert(Effect effect) {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  /** The number of the last batch that is durable. */
  public long batchNumber() {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  /** The sequence of the last effect. */
  public long sequence() {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  /** The time of the last batch. */
  public long timeMillis() {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  public long accountCount() {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  public long positionCount() {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  public long openReservationCount() {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  /** A hash of accounts, positions and open reservations; the order they came in has no part. */
  public long stateHash() {
    throw new UnsupportedOperationException("Coming within the hour");
  }

  /** Shows everything to the visitor. */
  public void visit(StateVisitor visitor) {
    throw new UnsupportedOperationException("Coming within the hour");
  }
}
