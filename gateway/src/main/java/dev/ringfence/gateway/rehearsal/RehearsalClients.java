package dev.ringfence.gateway.rehearsal;

import dev.ringfence.api.v1.AccountServiceGrpc;
import dev.ringfence.api.v1.AccountServiceGrpc.AccountServiceStub;
import dev.ringfence.gateway.identity.Credentials;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A few clients that live through one order after the other until time or calls are used up. */
final class RehearsalClients implements AutoCloseable {
  private static final int CONNECTIONS = 2;
  private static final int CLIENTS = 32;
  private static final long GRACE_MILLIS = 1_000;

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final RehearsalConfig config;
  private final ClientInterceptor introducing;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final CountDownLatch busy = new CountDownLatch(CLIENTS);
  private final long endNanos;

  /**
   * @param own by which the server knows them
   */
  RehearsalClients(String target, Credentials own, RehearsalConfig config) {
    this.config = config;
    Metadata headers = new Metadata();
    own.authorization().ifPresent(shown -> headers.put(AUTHORIZATION, shown));
    introducing = MetadataUtils.newAttachHeadersInterceptor(headers);
    endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(config.millis());
    for (int index = 0; index < CONNECTIONS; index++) {
      channels.add(NettyChannelBuilder.forTarget(target).usePlaintext().directExecutor().build());
    }
  }

  /** Plays until it is enough; returns how many calls were answered. */
  int play() throws InterruptedException {
    for (int index = 0; index < CLIENTS; index++) {
      AccountServiceStub stub =
          AccountServiceGrpc.newStub(channels.get(index % CONNECTIONS))
              .withInterceptors(introducing)
              .withDeadlineAfter(config.millis() + GRACE_MILLIS, TimeUnit.MILLISECONDS);
      new RehearsedOrders(stub, index + 1L, this).begin();
    }
    boolean _ = busy.await(config.millis() + GRACE_MILLIS, TimeUnit.MILLISECONDS);
    return calls.get();
  }

  /** Counts a call that was answered; tells whether there shall be another. */
  boolean isThereMore() {
    return calls.incrementAndGet() < config.calls() && System.nanoTime() - endNanos < 0;
  }

  void clientIsDone() {
    busy.countDown();
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
