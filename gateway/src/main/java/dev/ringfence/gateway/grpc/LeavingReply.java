package dev.ringfence.gateway.grpc;

import dev.ringfence.gateway.admission.ClientQuota;
import dev.ringfence.gateway.validation.Violation;
import java.util.List;

/** A reply with which a command ceases to count against its client's limits. */
record LeavingReply<R>(ClientQuota quota, Reply<R> reply) implements Reply<R> {
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
