package dev.ringfence.gateway.grpc;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;

/**
 * Times refusals for lack of room, from the headers of a call, or its message where that came
 * later, until its end was written. What ends a stream that was answered before is none.
 */
final class RefusalTimer extends ServerStreamTracer.Factory {
  private final CallMetrics metrics;

  RefusalTimer(CallMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    return new ServerStreamTracer() {
      private long readNanos = System.nanoTime();
      private boolean answered;

      @Override
      public void inboundMessage(int number) {
        readNanos = System.nanoTime();
      }

      @Override
      public void outboundMessage(int number) {
        answered = true;
      }

      @Override
      public void streamClosed(Status status) {
        if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED && !answered) {
          metrics.onRefused(System.nanoTime() - readNanos);
        }
      }
    };
  }
}
