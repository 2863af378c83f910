package dev.ringfence.engine.state;

import dev.ringfence.engine.command.Command;
import dev.ringfence.engine.domain.Hashing;

/**
 * A hash of a command's content: everything that tells it from another command, but not its ids,
 * times and deadline. It is stored in the ledger, so it must never change.
 */
final class Fingerprint {
  private static final int STATUS_SHIFT = 8;
  private static final int SIDE_SHIFT = 16;
  private static final int LAST_FILL_SHIFT = 24;
  private static final int NEVER_EXPIRES_SHIFT = 25;

  private Fingerprint() {}

  static long of(Command command) {
    long status = command.status() == null ? 0 : command.status().code();
    long side = command.side() == null ? 0 : command.side().code();
    long lastFill = command.lastFill() ? 1 : 0;
    long neverExpires = command.neverExpires() ? 1 : 0;
    long head =
        command.type().code()
            | (status << STATUS_SHIFT)
            | (side << SIDE_SHIFT)
            | (lastFill << LAST_FILL_SHIFT)
            | (neverExpires << NEVER_EXPIRES_SHIFT);
    long hash = Hashing.add(head, command.amount());
    hash = Hashing.add(hash, command.cash());
    hash = Hashing.add(hash, command.currency());
    hash = Hashing.add(hash, command.timeToLiveMillis());
    hash = Hashing.add(hash, command.orderId());
    return Hashing.finish(Hashing.add(hash, command.symbol()));
  }
}
