package dev.ringfence.gateway.grpc;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.ringfence.gateway.identity.Patience;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open connections. Where there are as many as may be, a new one takes the place of the oldest
 * on which nobody is known yet: strangers can't keep those out who are.
 */
final class Connections extends ServerTransportFilter {
  private static final Attributes.Key<Connection> KEY =
      Attributes.Key.create("ringfence-connection");
  private static final Logger LOGGER = LoggerFactory.getLogger(Connections.class);

  private final int most;
  private final long answerMillis;
  private final CallMetrics metrics;
  private final Map<SocketAddress, Connection> open = new HashMap<>();
  private final SequencedMap<SocketAddress, Connection> strangers = new LinkedHashMap<>();

  Connections(GrpcServerConfig config, CallMetrics metrics) {
    most = config.maxConnections();
    answerMillis = config.answerMillis();
    this.metrics = metrics;
  }

  /** Takes it, or returns null if there is no room for it. */
  synchronized Connection admit(Channel channel) {
    if (open.size() >= most) {
      metrics.onConnectionRefused();
      if (strangers.isEmpty()) {
        return null;
      }
      Connection oldest = strangers.firstEntry().getValue();
      leave(oldest);
      oldest.close();
    }
    Connection connection = new Connection(channel);
    open.put(connection.address, connection);
    strangers.put(connection.address, connection);
    var _ = channel.closeFuture().addListener(_ -> leave(connection));
    return connection;
  }

  /** How many there are. */
  synchronized int count() {
    return open.size();
  }

  /** That of a call; null within this process, or where it was closed before it was open. */
  static Connection of(Attributes attributes) {
    return attributes.get(KEY);
  }

  @Override
  public Attributes transportReady(Attributes attributes) {
    Connection connection = find(attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    return connection == null ? attributes : attributes.toBuilder().set(KEY, connection).build();
  }

  private synchronized Connection find(SocketAddress address) {
    return open.get(address);
  }

  private synchronized void leave(Connection connection) {
    open.remove(connection.address, connection);
    strangers.remove(connection.address, connection);
  }

  /** One of them. */
  final class Connection {
    private final Channel channel;
    private final SocketAddress address;

    /** Only touched by its event loop. */
    private boolean isKnown;

    private final Patience patience = new Patience(System::nanoTime);

    private Connection(Channel channel) {
      this.channel = channel;
      address = channel.remoteAddress();
    }

    /** Whether nobody who is known has called on it yet. */
    boolean isStrangers() {
      return !isKnown;
    }

    /** Somebody who is known calls on it. */
    void becomesKnown() {
      if (!isKnown) {
        isKnown = true;
        leaveStrangers();
      }
    }

    /** With those who call on it, and show wrong tokens. Only touched by its event loop. */
    Patience patience() {
      return patience;
    }

    /**
     * Closes it, unless it is called off in time: gRPC has nothing to take back an answer with that
     * was given, and nobody who is there leaves one unread for so long.
     */
    Future<?> closeUnlessAnswerIsRead() {
      return channel.eventLoop().schedule(this::closeUnread, answerMillis, MILLISECONDS);
    }

    private void closeUnread() {
      LOGGER.info(
          "A connection from {} was closed: it left an answer unread for {} ms",
          address,
          answerMillis);
      close();
    }

    private void leaveStrangers() {
      synchronized (Connections.this) {
        strangers.remove(address, this);
      }
    }

    /** At once, whatever is under way there. */
    private void close() {
      channel.eventLoop().execute(() -> channel.unsafe().close(channel.voidPromise()));
    }
  }
}
