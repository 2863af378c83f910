package dev.ringfence.gateway.grpc;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;

/**
 * Server sockets whose connections are counted, and read at a pace: gRPC itself lets nobody at
 * them. What comes when there are as many as may be is closed at once, before it costs anything but
 * that.
 */
final class ListeningChannels {
  private final Connections connections;
  private final CallMetrics metrics;

  ListeningChannels(Connections connections, CallMetrics metrics) {
    this.connections = connections;
    this.metrics = metrics;
  }

  ServerChannel open() {
    ServerChannel listening =
        Epoll.isAvailable() ? new EpollServerSocketChannel() : new NioServerSocketChannel();
    listening.pipeline().addFirst(new Accepting());
    return listening;
  }

  /** Sees each connection before anybody else does. */
  private final class Accepting extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
      Channel connection = (Channel) accepted;
      Connections.Admission admission = connections.admit(connection);
      if (admission != Connections.Admission.TAKEN) {
        metrics.onConnectionRefused();
      }
      if (admission == Connections.Admission.REFUSED) {
        // No event loop has it yet, so there is nobody who could close it in an orderly way.
        connection.unsafe().closeForcibly();
        return;
      }
      connection.pipeline().addFirst(new PacedReading(), new AnsweredStreams());
      context.fireChannelRead(accepted);
    }
  }
}
