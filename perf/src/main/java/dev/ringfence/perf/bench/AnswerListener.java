package dev.ringfence.perf.bench;

import dev.ringfence.api.v1.CommandResult;
import io.grpc.Status;

/** Where answers go; called on a thread of the link, once for each request that was sent. */
interface AnswerListener {
  void answered(Exchange exchange, CommandResult result);

  void failed(Exchange exchange, Status status);
}
