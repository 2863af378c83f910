package dev.ringfence.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A free port of 127.0.0.1, and a socket on it that does not listen: while it is there the port is
 * given to nobody else who looks for a free one, and yet the server that it is meant for gets in
 * beside it. Linux allows that; elsewhere the port is only free at the moment.
 */
final class HeldPort implements AutoCloseable {

  // Below the range from which the kernel takes the ports of outgoing connections: a client could
  // otherwise be sitting on the port of a server that is just being restarted.
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;

  private static final int ATTEMPTS = 1_000;
  private static final boolean LETS_SERVERS_IN = letsServersIn();

  private final int number;
  private final Optional<SocketChannel> hold;

  private HeldPort(int number, Optional<SocketChannel> hold) {
    this.number = number;
    this.hold = hold;
  }

  static HeldPort take() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int number = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (Ports.isFree(number)) {
        Optional<HeldPort> held = take(number);
        if (held.isPresent()) {
          return held.get();
        }
      }
    }
    throw new LocalStackException(
        "no free port between " + LOWEST + " and " + HIGHEST + " on 127.0.0.1: name one");
  }

  int number() {
    return number;
  }

  @Override
  public void close() {
    hold.ifPresent(HeldPort::release);
  }

  /** Whether it is more than free at the moment. */
  boolean isHeld() {
    return hold.isPresent();
  }

  /** Empty where somebody else holds it. */
  static Optional<HeldPort> take(int number) {
    if (!LETS_SERVERS_IN) {
      return Optional.of(new HeldPort(number, Optional.empty()));
    }
    try {
      return Optional.of(new HeldPort(number, Optional.of(hold(number))));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static boolean letsServersIn() {
    try (SocketChannel hold = hold(0);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(hold.getLocalAddress());
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static SocketChannel hold(int number) throws IOException {
    SocketChannel hold = SocketChannel.open(StandardProtocolFamily.INET);
    try {
      hold.bind(Ports.address(number));
      // Not before: it would have let us in beside the hold of another.
      hold.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      return hold;
    } catch (IOException e) {
      hold.close();
      throw e;
    }
  }

  private static void release(SocketChannel hold) {
    try {
      hold.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
