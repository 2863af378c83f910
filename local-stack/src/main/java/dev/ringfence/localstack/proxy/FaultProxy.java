package dev.ringfence.localstack.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands between a client and a server, and does to their connections what networks do. A trap is
 * set for the next request that contains some characters, so that it catches just what it shall.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int BACKLOG = 50;
  private static final int CONNECT_MILLIS = 1_000;

  private final InetSocketAddress server;
  private final ServerSocket listener;
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicReference<Trap> trap = new AtomicReference<>();
  private final AtomicReference<ProxiedConnection> holder = new AtomicReference<>();
  private final AtomicInteger caught = new AtomicInteger();
  private final FlowGate gate = new FlowGate();
  private volatile boolean refusing;
  private volatile boolean blackHole;

  /** What happens to a request. */
  public enum Fault {
    /** The server works on it, but its reply is lost with the connection. */
    SWALLOW_REPLY,
    /** It is lost with the connection. */
    CUT_BEFORE,
    /** The server gets it, and the client's end of the connection is cut at once. */
    CUT_AFTER,
    /** The client's end is cut; the server gets it when {@link #releaseHeld} is called. */
    HOLD
  }

  /** A request to wait for, and what shall happen to it. */
  record Trap(String marker, Fault fault) {}

  public FaultProxy(String serverHost, int serverPort) {
    server = new InetSocketAddress(serverHost, serverPort);
    try {
      listener = new ServerSocket(0, BACKLOG, InetAddress.ofLiteral("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("fault-proxy").start(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Sets the trap for the next request that contains the marker. */
  public void catchRequest(String marker, Fault fault) {
    trap.set(new Trap(marker, fault));
  }

  /** How many requests were caught. */
  public int caught() {
    return caught.get();
  }

  /** Gives the server the request that was held, and waits until it has dealt with it. */
  public void releaseHeld() throws InterruptedException {
    holder.getAndSet(null).release();
  }

  /** Cuts all connections, and lets no new ones in while it is on. */
  public void refuse(boolean on) {
    refusing = on;
    if (on) {
      cutAll();
    }
  }

  /** Lets nothing through in either direction while it is on, and nobody is told. */
  public void blackHole(boolean on) {
    blackHole = on;
  }

  /** Holds everything back in both directions while it is on; nothing is lost by it. */
  public void stall(boolean on) {
    gate.close(on);
  }

  /**
   * The server's ends of all connections are cut, and the clients are not told: what they send goes
   * nowhere, and nothing comes back. New connections are as good as ever.
   */
  public void leaveHalfOpen() {
    connections.forEach(ProxiedConnection::leaveHalfOpen);
  }

  public void cutAll() {
    connections.forEach(ProxiedConnection::close);
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException _) {
      // It is going away in any case.
    }
    cutAll();
    gate.close(false);
  }

  /** The fault for this request, once. */
  Fault spring(String request) {
    Trap set = trap.get();
    if (set == null || !request.contains(set.marker()) || !trap.compareAndSet(set, null)) {
      return null;
    }
    caught.incrementAndGet();
    return set.fault();
  }

  void holding(ProxiedConnection connection) {
    holder.set(connection);
  }

  /** Returns when data may flow. */
  void awaitFlow() throws IOException {
    gate.await();
  }

  boolean swallowsEverything() {
    return blackHole;
  }

  void ended(ProxiedConnection connection) {
    connections.remove(connection);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (refusing) {
          client.close();
          continue;
        }
        Socket upstream = new Socket();
        try {
          // A server that stands still must not hold up those who come after.
          upstream.connect(server, CONNECT_MILLIS);
        } catch (IOException e) {
          client.close();
          continue;
        }
        ProxiedConnection connection = new ProxiedConnection(this, client, upstream);
        connections.add(connection);
        if (refusing || listener.isClosed()) {
          // It came while all others were cut.
          connection.close();
        } else {
          connection.start();
        }
      } catch (IOException _) {
        // The listener was closed, or one client went away: the loop's condition tells.
      }
    }
  }
}
