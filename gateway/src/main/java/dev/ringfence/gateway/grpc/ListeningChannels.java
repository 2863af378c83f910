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

  ListeningChannels(Connections connections) {
    this.connections = connections;
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
      Channel channel = (Channel) accepted;
      Connections.Connection connection = connections.admit(channel);
      if (connection == null) {
        // No event loop has it yet, so there is nobody who could close it in an orderly way.
        channel.unsafe().closeForcibly();
        return;
      }
      channel.config().setRecvByteBufAllocator(new ReadSize(connection::isStrangers));
      channel.pipeline().addFirst(new PacedReading(connection::isStrangers), new AnsweredStreams());
      context.fireChannelRead(accepted);
    }
  }
}
