package dev.ringfence.gateway.grpc;

import dev.ringfence.gateway.testing.TestServer;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;

/** Calls of somebody who asks, and reads none of the answers. */
final class DeafCalls {
  private DeafCalls() {}

  /** With room for 1 KiB of each answer that nobody reads; the rest waits with the server. */
  static ManagedChannel connect(TestServer server) {
    return NettyChannelBuilder.forTarget(server.address())
        .usePlaintext()
        .flowControlWindow(1_024)
        .build();
  }

  static <Q, R> void make(
      ManagedChannel channel, MethodDescriptor<Q, R> method, Q request, int count) {
    for (int made = 0; made < count; made++) {
      ClientCall<Q, R> call = channel.newCall(method, CallOptions.DEFAULT);
      call.start(new ClientCall.Listener<>() {}, new Metadata());
      call.sendMessage(request);
      call.halfClose();
    }
  }
}
