package dev.ringfence.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * In front of a server, which it can make look as if its process were stopped: connections are
 * taken, by its machine, and nothing is said on any.
 */
final class Freezer implements AutoCloseable {
  private final ServerSocket door;
  private final int port;
  private final List<Socket> sockets = new ArrayList<>();
  private boolean frozen;
  private boolean closed;

  Freezer(String address) throws IOException {
    port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    door = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    run(this::accept);
  }

  String address() {
    return "127.0.0.1:" + door.getLocalPort();
  }

  synchronized void freeze() {
    frozen = true;
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    notifyAll();
    door.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() throws IOException {
    while (true) {
      Socket near = door.accept();
      Socket far = new Socket(InetAddress.getByName("127.0.0.1"), port);
      synchronized (this) {
        sockets.add(near);
        sockets.add(far);
      }
      run(() -> pass(near.getInputStream(), far.getOutputStream()));
      run(() -> pass(far.getInputStream(), near.getOutputStream()));
    }
  }

  private void pass(InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[8_192];
    int length = from.read(buffer);
    while (length >= 0) {
      standStillWhileFrozen();
      to.write(buffer, 0, length);
      length = from.read(buffer);
    }
  }

  private synchronized void standStillWhileFrozen() {
    while (frozen && !closed) {
      try {
        wait();
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException(interrupted);
      }
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void run(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException over) {
                // A socket was closed, by one of the two or by us.
              }
            },
            "freezer");
    thread.setDaemon(true);
    thread.start();
  }
}
