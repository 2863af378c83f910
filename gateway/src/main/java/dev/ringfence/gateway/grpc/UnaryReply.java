package dev.ringfence.gateway.grpc;

import dev.ringfence.gateway.validation.Violation;
import io.grpc.stub.StreamObserver;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one reply to one call. It never throws: it is used on the shard's thread, and a caller who
 * has gone is no reason to stop a shard.
 */
final class UnaryReply<R> {
  private static final Logger LOGGER = LoggerFactory.getLogger(UnaryReply.class);

  private final StreamObserver<R> observer;

  UnaryReply(StreamObserver<R> observer) {
    this.observer = observer;
  }

  void send(R response) {
    try {
      observer.onNext(response);
      observer.onCompleted();
    } catch (RuntimeException failure) {
      LOGGER.debug("An answer found no caller any more", failure);
    }
  }

  void fail(ErrorReason reason) {
    fail(CallError.of(reason));
  }

  void refuse(List<Violation> violations) {
    fail(CallError.invalid(violations));
  }

  private void fail(CallError error) {
    try {
      observer.onError(error);
    } catch (RuntimeException failure) {
      LOGGER.debug("An error found no caller any more", failure);
    }
  }
}
