package dev.ringfence.gateway.grpc;

import dev.ringfence.gateway.validation.Violation;
import java.util.List;
import java.util.function.Function;

/** The one reply to one command or read. Never throws, and may be given on any thread. */
interface Reply<R> {
  void send(R response);

  void fail(ErrorReason reason);

  void refuse(List<Violation> violations);

  /** For who knows the answer in another form. */
  default <S> Reply<S> from(Function<S, R> mapping) {
    Reply<R> target = this;
    return new Reply<>() {
      @Override
      public void send(S response) {
        target.send(mapping.apply(response));
      }

      @Override
      public void fail(ErrorReason reason) {
        target.fail(reason);
      }

      @Override
      public void refuse(List<Violation> violations) {
        target.refuse(violations);
      }
    };
  }
}
