package dev.ringfence.gateway.grpc;

import dev.ringfence.api.v1.CommandResult;

/** What is done with a durable answer. Runs on the shard's thread, so it must not block. */
@FunctionalInterface
interface AnswerHandler<R> {
  void handle(CommandResult result, UnaryReply<R> reply);
}
