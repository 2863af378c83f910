package dev.ringfence.gateway.grpc;

import dev.ringfence.gateway.admission.ClientQuota;
import dev.ringfence.gateway.identity.Caller;
import dev.ringfence.gateway.validation.Violation;
import java.util.List;

/** A reply with which a command ceases to count against its client's limits. */
record LeavingReply<R>(ClientQuota quota, Reply<R> reply) implements Reply<R> {
  /**
   * Counts a command in, until its reply is given: whether the caller still waits for that does not
   * matter, as the command is under way all the same.
   *
   * @return null if it may not go on; then the reply was given
   */
  static <R> Reply<R> enter(Caller caller, long nowNanos, Reply<R> reply) {
    if (caller == null || caller.quota().isUnlimited()) {
      return reply;
    }
    return switch (caller.quota().tryEnter(nowNanos)) {
      case ENTERED -> new LeavingReply<>(caller.quota(), reply);
      case TOO_FAST -> refused(reply, ErrorReason.CLIENT_TOO_FAST);
      case TOO_MANY -> refused(reply, ErrorReason.CLIENT_TOO_MANY);
    };
  }

  private static <R> Reply<R> refused(Reply<R> reply, ErrorReason reason) {
    reply.fail(reason);
    return null;
  }

  @Override
  public void send(R response) {
    quota.leave();
    reply.send(response);
  }

  @Override
  public void fail(ErrorReason reason) {
    quota.leave();
    reply.fail(reason);
  }

  @Override
  public void refuse(List<Violation> violations) {
    quota.leave();
    reply.refuse(violations);
  }
}
