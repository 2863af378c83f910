package dev.ringfence.gateway.grpc;

import dev.ringfence.gateway.validation.Violation;
import io.grpc.stub.StreamObserver;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one reply to one call. It never throws: a caller who has gone is no reason to stop whoever
 * replies.
 */
final class UnaryReply<R> implements Reply<R> {
  private static final Logger LOGGER = LoggerFactory.getLogger(UnaryReply.class);

  private final StreamObserver<R> observer;

  UnaryReply(StreamObserver<R> observer) {
    this.observer = observer;
  }

  @Override
  public void send(R response) {
    try {
      observer.onNext(response);
      observer.onCompleted();
    } catch (RuntimeException failure) {
      LOGGER.debug("An answer found no caller any more", failure);
    }
  }

  @Override
  public void fail(ErrorReason reason) {
    fail(CallError.of(reason));
  }

  @Override
  public void refuse(List<Violation> violations) {
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
