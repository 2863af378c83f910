package dev.ringfence.gateway.grpc;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Stream;
import java.util.HashSet;
import java.util.Set;

/**
 * Closes the streams of one connection whose calls have ended before their caller was done. gRPC
 * leaves that to the caller, who need not be anybody, nor ever do it: each takes some 2 KB, and a
 * place among the connection's calls.
 */
final class AnsweredStreams extends ChannelHandlerAdapter {
  private static final long LOOK_MILLIS = 1_000;

  private Set<Integer> seen = Set.of();

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    lookLater(context);
  }

  private void lookLater(ChannelHandlerContext context) {
    var _ = context.executor().schedule(() -> look(context), LOOK_MILLIS, MILLISECONDS);
  }

  private void look(ChannelHandlerContext context) {
    if (!context.channel().isActive()) {
      return;
    }
    try {
      ChannelHandlerContext http2 = context.pipeline().context(Http2ConnectionHandler.class);
      if (http2 != null) {
        closeThoseSeenBefore(http2, (Http2ConnectionHandler) http2.handler());
      }
    } finally {
      lookLater(context);
    }
  }

  /** Whose caller had time to end it meanwhile, as most do. */
  private void closeThoseSeenBefore(ChannelHandlerContext context, Http2ConnectionHandler http2) {
    Set<Integer> answered = answered(http2);
    Set<Integer> stale = new HashSet<>(answered);
    stale.retainAll(seen);
    seen = answered;
    for (int stream : stale) {
      var _ = http2.resetStream(context, stream, Http2Error.NO_ERROR.code(), context.newPromise());
    }
    if (!stale.isEmpty()) {
      http2.flush(context);
    }
  }

  private static Set<Integer> answered(Http2ConnectionHandler http2) {
    Set<Integer> answered = new HashSet<>();
    try {
      var _ =
          http2
              .connection()
              .forEachActiveStream(
                  stream -> {
                    if (stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL) {
                      answered.add(stream.id());
                    }
                    return true;
                  });
    } catch (Http2Exception notThrownAbove) {
      throw new IllegalStateException(notThrownAbove);
    }
    return answered;
  }
}
