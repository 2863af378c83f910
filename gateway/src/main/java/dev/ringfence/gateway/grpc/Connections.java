package dev.ringfence.gateway.grpc;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerCall;
import io.grpc.ServerTransportFilter;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The open connections. Where there are as many as may be, a new one takes the place of the oldest
 * on which nobody is known yet: strangers can't keep those out who are.
 */
final class Connections extends ServerTransportFilter {
  private static final Attributes.Key<Connection> KEY =
      Attributes.Key.create("ringfence-connection");

  private final int most;
  private final Map<SocketAddress, Connection> open = new HashMap<>();
  private final SequencedMap<SocketAddress, Connection> strangers = new LinkedHashMap<>();

  Connections(int most) {
    this.most = most;
  }

  /** What came of a connection that wants to be taken. */
  enum Admission {
    TAKEN,
    TAKEN_FOR_ANOTHER,
    REFUSED
  }

  /** Takes it, if there is room for it. */
  synchronized Admission admit(Channel channel) {
    Admission admission = Admission.TAKEN;
    if (open.size() >= most) {
      if (strangers.isEmpty()) {
        return Admission.REFUSED;
      }
      Connection oldest = strangers.firstEntry().getValue();
      leave(oldest);
      oldest.close();
      admission = Admission.TAKEN_FOR_ANOTHER;
    }
    Connection connection = new Connection(channel);
    open.put(connection.address, connection);
    strangers.put(connection.address, connection);
    var _ = channel.closeFuture().addListener(_ -> leave(connection));
    return admission;
  }

  /** How many there are. */
  synchronized int count() {
    return open.size();
  }

  /** Somebody who is known calls on this call's connection. */
  static void isKnown(ServerCall<?, ?> call) {
    Connection connection = call.getAttributes().get(KEY);
    if (connection != null && !connection.isKnown) {
      connection.isKnown = true;
      connection.leaveStrangers();
    }
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

  private final class Connection {
    private final Channel channel;
    private final SocketAddress address;

    /** Only touched by its event loop. */
    private boolean isKnown;

    Connection(Channel channel) {
      this.channel = channel;
      address = channel.remoteAddress();
    }

    void leaveStrangers() {
      synchronized (Connections.this) {
        strangers.remove(address, this);
      }
    }

    /** At once, whatever is under way there. */
    void close() {
      channel.eventLoop().execute(() -> channel.unsafe().close(channel.voidPromise()));
    }
  }
}
