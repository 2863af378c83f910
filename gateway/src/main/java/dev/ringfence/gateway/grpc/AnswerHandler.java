package dev.ringfence.gateway.grpc;

import dev.ringfence.api.v1.CommandResult;

/** What is done with a durable answer. Runs on an event loop, so it must not block. */
@FunctionalInterface
interface AnswerHandler<R> {
  void handle(CommandResult result, Reply<R> reply);
}
