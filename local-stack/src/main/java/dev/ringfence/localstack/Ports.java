package dev.ringfence.localstack;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on 127.0.0.1. */
public final class Ports {

  // Below the range from which the kernel takes the ports of outgoing connections: a client could
  // otherwise be sitting on the port of a server that is just being restarted.
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;

  private static final int KNOCK_MILLIS = 1_000;

  private Ports() {}

  /** One that nobody listens on, below the range of outgoing connections. */
  public static int free() {
    for (int attempt = 0; attempt < 1_000; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new LocalStackException(
        "no free port between " + LOWEST + " and " + HIGHEST + " on 127.0.0.1: name one");
  }

  static void requireFree(String server, int port) {
    if (!isFree(port)) {
      throw new LocalStackException(
          "port %d on 127.0.0.1, wanted for %s, is taken by %s: stop that, or choose another port"
              .formatted(port, server, PortOwner.describe(port)));
    }
  }

  /**
   * Knocks instead of binding: a child that is forked meanwhile would hold a bound socket open for
   * another moment, long enough for the server itself to be refused.
   */
  static boolean isFree(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(address(port), KNOCK_MILLIS);
      // Nobody listens, and the kernel has joined the socket with itself.
      return socket.getLocalPort() == port;
    } catch (ConnectException _) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }
}
