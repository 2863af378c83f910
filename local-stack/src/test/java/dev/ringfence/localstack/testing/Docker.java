package dev.ringfence.localstack.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;

/** Tells at once whether a Docker daemon listens; Testcontainers itself would try for minutes. */
final class Docker {

  private static final int LIMIT_MILLIS = 1_000;
  private static final URI DEFAULT_HOST = URI.create("unix:///var/run/docker.sock");

  private Docker() {}

  static boolean isPresent() {
    String configured = System.getenv("DOCKER_HOST");
    return listens(
        configured == null || configured.isBlank() ? DEFAULT_HOST : URI.create(configured));
  }

  static boolean listens(URI host) {
    return switch (host.getScheme()) {
      case "unix" -> listensOnFile(UnixDomainSocketAddress.of(host.getPath()));
      case "tcp", "http", "https" -> listensOnNetwork(host);
      default -> false;
    };
  }

  private static boolean listensOnFile(SocketAddress address) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(address);
    } catch (IOException _) {
      return false;
    }
  }

  private static boolean listensOnNetwork(URI host) {
    try (Socket socket = new Socket()) {
      InetAddress[] addresses = InetAddress.getAllByName(host.getHost());
      socket.connect(new InetSocketAddress(addresses[0], host.getPort()), LIMIT_MILLIS);
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
