package dev.ringfence.localstack;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Ports on 127.0.0.1. */
public final class Ports {

  private static final int KNOCK_MILLIS = 1_000;

  /** Those that were given away, for as long as this process lives. */
  private static final Queue<HeldPort> GIVEN = new ConcurrentLinkedQueue<>();

  private Ports() {}

  /**
   * One that nobody listens on, below the range of outgoing connections. Where the system allows
   * it, nobody else is given it until this process ends.
   */
  public static int free() {
    HeldPort port = HeldPort.take();
    GIVEN.add(port);
    return port.number();
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
