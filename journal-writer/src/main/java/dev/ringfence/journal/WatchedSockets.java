package dev.ringfence.journal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.util.Map;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;

/**
 * How soon we give up a PostgreSQL whose host is gone without a word, while we wait for an answer
 * that may take long: a recovery, a verification, a migration. The system's own settings find out
 * after two hours. It is what {@link HostWatch} is on the other side, and eleven seconds as well. A
 * host that is there answers by itself, however long its statement takes.
 *
 * <p>Named to the driver, which makes it; a {@code socketFactory} in the URL takes its place.
 */
public final class WatchedSockets extends SocketFactory {
  private static final Map<SocketOption<Integer>, Integer> OPTIONS =
      Map.of(
          ExtendedSocketOptions.TCP_KEEPIDLE, 5,
          ExtendedSocketOptions.TCP_KEEPINTERVAL, 2,
          ExtendedSocketOptions.TCP_KEEPCOUNT, 3);

  @Override
  public Socket createSocket() throws IOException {
    return watched(new Socket());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return watched(new Socket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return watched(new Socket(host, port, localHost, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return watched(new Socket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return watched(new Socket(host, port, localHost, localPort));
  }

  /** As far as the system knows how; the driver switches it on. */
  private static Socket watched(Socket socket) throws IOException {
    for (Map.Entry<SocketOption<Integer>, Integer> option : OPTIONS.entrySet()) {
      if (socket.supportedOptions().contains(option.getKey())) {
        socket.setOption(option.getKey(), option.getValue());
      }
    }
    return socket;
  }
}
