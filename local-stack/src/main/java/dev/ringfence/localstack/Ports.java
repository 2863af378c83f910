package dev.ringfence.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on 127.0.0.1. */
final class Ports {

  // Below the range from which the kernel takes the ports of outgoing connections: a client could
  // otherwise be sitting on the port of a server that is just being restarted.
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;

  private Ports() {}

  static int free() {
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

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address(port));
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }
}
