package dev.ringfence.gateway.grpc;

import io.grpc.netty.shaded.io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import java.util.function.BooleanSupplier;

/**
 * How much of a connection is read in one turn of its event loop: so much that what was asked is
 * answered, and other connections have their turn, before more is read. Where much is refused it is
 * far less, as the first refusal leaves only behind the last call of what was read. Of a stranger
 * it is what a handshake or a first call takes, as it may have to be kept until it is his turn.
 */
final class ReadSize extends DefaultMaxMessagesRecvByteBufAllocator {
  static final int USUAL_BYTES = 64 * 1_024;
  static final int REFUSING_BYTES = 8 * 1_024;
  static final int STRANGERS_BYTES = 4 * 1_024;

  private final BooleanSupplier isStrangers;

  /**
   * For one connection.
   *
   * @param isStrangers whether nobody who is known has called on it yet
   */
  ReadSize(BooleanSupplier isStrangers) {
    super(1);
    this.isStrangers = isStrangers;
  }

  @Override
  @SuppressWarnings("deprecation") // What Netty asks its allocators for, still.
  public Handle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public int guess() {
        if (isStrangers.getAsBoolean()) {
          return STRANGERS_BYTES;
        }
        Refusals refusals = Refusals.CURRENT.get();
        return refusals != null && refusals.areMany(System.nanoTime())
            ? REFUSING_BYTES
            : USUAL_BYTES;
      }
    };
  }
}
