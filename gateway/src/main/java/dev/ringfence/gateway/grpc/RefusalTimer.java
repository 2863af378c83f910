package dev.ringfence.gateway.grpc;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;

/** Times refusals for lack of room, from the headers of a call until its end was written. */
final class RefusalTimer extends ServerStreamTracer.Factory {
  private final CallMetrics metrics;

  RefusalTimer(CallMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    long readNanos = System.nanoTime();
    return new ServerStreamTracer() {
      @Override
      public void streamClosed(Status status) {
        if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
          metrics.onRefused(System.nanoTime() - readNanos);
        }
      }
    };
  }
}
