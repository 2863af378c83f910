package dev.ringfence.engine.state;

import dev.ringfence.engine.domain.AccountStatus;
import dev.ringfence.engine.domain.Hashing;
import dev.ringfence.engine.domain.Text;

/** Adds up a hash of each thing that a shard holds, so that their order has no part in it. */
final class StateHash implements StateVisitor {
  private static final long ACCOUNT = 1;
  private static final long POSITION = 2;
  private static final long RESERVATION = 3;

  private long value;

  @Override
  public void onAccount(
      long accountId,
      long currency,
      AccountStatus status,
      long balance,
      long reserved,
      long version) {
    long hash = Hashing.add(Hashing.add(ACCOUNT, accountId), currency);
    hash = Hashing.add(Hashing.add(hash, status.code()), balance);
    value += Hashing.finish(Hashing.add(Hashing.add(hash, reserved), version));
  }

  @Override
  public void onPosition(
      long accountId, Text symbol, long quantity, long reservedQuantity, long cost) {
    long hash = Hashing.add(Hashing.add(POSITION, accountId), symbol);
    hash = Hashing.add(Hashing.add(hash, quantity), reservedQuantity);
    value += Hashing.finish(Hashing.add(hash, cost));
  }

  @Override
  public void onOpenReservation(
      long accountId,
      Text orderId,
      Text symbolOrEmpty,
      long openedSequence,
      long amount,
      long remaining,
      long expiresAtMillis) {
    long hash = Hashing.add(Hashing.add(RESERVATION, accountId), orderId);
    hash = Hashing.add(Hashing.add(hash, symbolOrEmpty), openedSequence);
    hash = Hashing.add(Hashing.add(hash, amount), remaining);
    value += Hashing.finish(Hashing.add(hash, expiresAtMillis));
  }

  long value() {
    return value;
  }
}
